@NullMarked
package dev.blb.emulator.listener;

import org.jspecify.annotations.NullMarked;
