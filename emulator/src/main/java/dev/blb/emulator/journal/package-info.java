/** The journal: the newest calls of each account, to be read, watched, exported and verified. */
@NullMarked
package dev.blb.emulator.journal;

import org.jspecify.annotations.NullMarked;
