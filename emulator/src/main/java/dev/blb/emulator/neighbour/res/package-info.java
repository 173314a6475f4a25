/** The resource manager. */
@NullMarked
package dev.blb.emulator.neighbour.res;

import org.jspecify.annotations.NullMarked;
