/** Tests of the field rules. */
@NullMarked
package dev.blb.emulator.schema;

import org.jspecify.annotations.NullMarked;
