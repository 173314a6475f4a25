/** Our client against our emulator. */
@NullMarked
package dev.blb.contract.client;

import org.jspecify.annotations.NullMarked;
