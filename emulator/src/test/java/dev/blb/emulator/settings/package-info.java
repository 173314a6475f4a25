/** Tests of values of settings. */
@NullMarked
package dev.blb.emulator.settings;

import org.jspecify.annotations.NullMarked;
