/** Real probes of real servers: where machines really live, what is sent to them, and when. */
@NullMarked
package dev.blb.emulator.probe;

import org.jspecify.annotations.NullMarked;
