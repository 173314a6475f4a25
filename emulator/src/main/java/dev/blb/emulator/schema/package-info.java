/** Declarative parameters: a rule of a field is one line of data. Pure. */
@NullMarked
package dev.blb.emulator.schema;

import org.jspecify.annotations.NullMarked;
