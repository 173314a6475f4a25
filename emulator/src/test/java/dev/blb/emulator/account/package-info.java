/** Tests of accounts. */
@NullMarked
package dev.blb.emulator.account;

import org.jspecify.annotations.NullMarked;
