@NullMarked
package dev.blb.emulator.backend;

import org.jspecify.annotations.NullMarked;
