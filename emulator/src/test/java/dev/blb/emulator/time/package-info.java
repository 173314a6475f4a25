/** What time it is. */
@NullMarked
package dev.blb.emulator.time;

import org.jspecify.annotations.NullMarked;
