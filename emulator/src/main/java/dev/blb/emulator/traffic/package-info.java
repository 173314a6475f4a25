/**
 * What a listener does with traffic: plans, schedulers, stickiness, header rules, addresses, counters and log lines. Pure
 * rules without input or output; the package {@code dataplane} carries them out.
 */
@NullMarked
package dev.blb.emulator.traffic;

import org.jspecify.annotations.NullMarked;
