/** Tests of the state and how it is kept. */
@NullMarked
package dev.blb.emulator.snapshot;

import org.jspecify.annotations.NullMarked;
