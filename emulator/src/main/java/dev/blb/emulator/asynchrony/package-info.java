/** How long writes take to take effect, and in which order their effects show: profiles and rules. */
@NullMarked
package dev.blb.emulator.asynchrony;

import org.jspecify.annotations.NullMarked;
