@NullMarked
package dev.blb.emulator.control;

import org.jspecify.annotations.NullMarked;
