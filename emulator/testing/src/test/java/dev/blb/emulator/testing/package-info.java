@NullMarked
package dev.blb.emulator.testing;

import org.jspecify.annotations.NullMarked;
