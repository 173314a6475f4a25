/** Drawn identifiers: random, or seeded so that each run draws the same. */
@NullMarked
package dev.blb.emulator.ids;

import org.jspecify.annotations.NullMarked;
