/** Health decided by probes. */
@NullMarked
package dev.blb.emulator.health;

import org.jspecify.annotations.NullMarked;
