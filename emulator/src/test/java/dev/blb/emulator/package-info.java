/** Tests of the emulator as a whole, over HTTP. */
@NullMarked
package dev.blb.emulator;

import org.jspecify.annotations.NullMarked;
