/** Tests of the journal. */
@NullMarked
package dev.blb.emulator.journal;

import org.jspecify.annotations.NullMarked;
