@NullMarked
package dev.blb.emulator.traffic;

import org.jspecify.annotations.NullMarked;
