/** The emulator: start, settings, composition. */
@NullMarked
package dev.blb.emulator;

import org.jspecify.annotations.NullMarked;
