/** Tests of the state and how it is kept. */
@NullMarked
package dev.blb.emulator.token;

import org.jspecify.annotations.NullMarked;
