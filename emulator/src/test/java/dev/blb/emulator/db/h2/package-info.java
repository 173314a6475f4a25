/** Tests of the state and how it is kept. */
@NullMarked
package dev.blb.emulator.db.h2;

import org.jspecify.annotations.NullMarked;
