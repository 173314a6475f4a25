@NullMarked
package dev.blb.emulator.consistency;

import org.jspecify.annotations.NullMarked;
