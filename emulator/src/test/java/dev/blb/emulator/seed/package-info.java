/** Tests of seeds as texts. */
@NullMarked
package dev.blb.emulator.seed;

import org.jspecify.annotations.NullMarked;
