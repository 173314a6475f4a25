/** Tests of instances below HTTP. */
@NullMarked
package dev.blb.emulator.instance;

import org.jspecify.annotations.NullMarked;
