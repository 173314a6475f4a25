/** Tests of the state and how it is kept. */
@NullMarked
package dev.blb.emulator.account;

import org.jspecify.annotations.NullMarked;
