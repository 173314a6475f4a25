@NullMarked
package dev.blb.emulator.probe;

import org.jspecify.annotations.NullMarked;
