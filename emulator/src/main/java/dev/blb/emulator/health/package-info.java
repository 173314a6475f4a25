/** The rules by which probes decide about health. Pure: no state, no clock. */
@NullMarked
package dev.blb.emulator.health;

import org.jspecify.annotations.NullMarked;
