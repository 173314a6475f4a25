/** Temporary keys. */
@NullMarked
package dev.blb.emulator.neighbour.sts;

import org.jspecify.annotations.NullMarked;
