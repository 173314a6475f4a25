@NullMarked
package dev.blb.emulator.api;

import org.jspecify.annotations.NullMarked;
