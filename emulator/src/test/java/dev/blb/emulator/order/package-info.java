@NullMarked
package dev.blb.emulator.order;

import org.jspecify.annotations.NullMarked;
