/** The emulator's own routes, grouped by what they control. They know no HTTP library. */
@NullMarked
package dev.blb.emulator.control;

import org.jspecify.annotations.NullMarked;
