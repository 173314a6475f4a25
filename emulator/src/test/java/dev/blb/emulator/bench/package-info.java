/** What the emulator is measured against. */
@NullMarked
package dev.blb.emulator.bench;

import org.jspecify.annotations.NullMarked;
