/** Seeded random inputs against the packaged emulator: whatever is sent, it answers in the API's form and goes on. */
@NullMarked
package dev.blb.fuzz;

import org.jspecify.annotations.NullMarked;
