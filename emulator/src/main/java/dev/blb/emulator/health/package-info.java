/** Health of real servers, decided by probes: pure rules, no state and no time of their own. */
@NullMarked
package dev.blb.emulator.health;

import org.jspecify.annotations.NullMarked;
