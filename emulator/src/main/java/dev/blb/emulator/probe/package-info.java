/** Real health checks: the addresses of machines, what is sent to them, and when. */
@NullMarked
package dev.blb.emulator.probe;

import org.jspecify.annotations.NullMarked;
