/** The packaged emulator as a process. */
@NullMarked
package dev.blb.contract;

import org.jspecify.annotations.NullMarked;
