/** Listeners of the five protocols. */
@NullMarked
package dev.blb.emulator.listener;

import org.jspecify.annotations.NullMarked;
