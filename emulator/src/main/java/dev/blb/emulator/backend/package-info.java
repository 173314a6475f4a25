/** Real servers and their health. */
@NullMarked
package dev.blb.emulator.backend;

import org.jspecify.annotations.NullMarked;
