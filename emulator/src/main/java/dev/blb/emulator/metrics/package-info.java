/** What the emulator counts of itself, and its text for Prometheus. */
@NullMarked
package dev.blb.emulator.metrics;

import org.jspecify.annotations.NullMarked;
