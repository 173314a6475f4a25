/** Tests of seeds and snapshots. */
@NullMarked
package dev.blb.emulator.seed;

import org.jspecify.annotations.NullMarked;
