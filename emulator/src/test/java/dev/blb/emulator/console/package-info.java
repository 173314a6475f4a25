/** Tests of the console. */
@NullMarked
package dev.blb.emulator.console;

import org.jspecify.annotations.NullMarked;
