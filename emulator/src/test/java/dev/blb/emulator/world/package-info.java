@NullMarked
package dev.blb.emulator.world;

import org.jspecify.annotations.NullMarked;
