/** What a running emulator is made of. */
@NullMarked
package dev.blb.emulator.context;

import org.jspecify.annotations.NullMarked;
