/** Tests of the pages below {@code emulator/docs} against the code. */
@NullMarked
package dev.blb.emulator.docs;

import org.jspecify.annotations.NullMarked;
