@NullMarked
package dev.blb.emulator.dataplane;

import org.jspecify.annotations.NullMarked;
