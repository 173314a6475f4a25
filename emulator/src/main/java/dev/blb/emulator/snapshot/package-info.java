/** Snapshots: the rows of the state as images, kept under names. */
@NullMarked
package dev.blb.emulator.snapshot;

import org.jspecify.annotations.NullMarked;
