/** The settings: one table of rows, and the values that flags, variables, seeds and control routes give them. */
@NullMarked
package dev.blb.emulator.settings;

import org.jspecify.annotations.NullMarked;
