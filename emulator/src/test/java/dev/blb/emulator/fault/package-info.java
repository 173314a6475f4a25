/** Tests of fault plans. */
@NullMarked
package dev.blb.emulator.fault;

import org.jspecify.annotations.NullMarked;
