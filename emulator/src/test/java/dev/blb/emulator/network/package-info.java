@NullMarked
package dev.blb.emulator.network;

import org.jspecify.annotations.NullMarked;
