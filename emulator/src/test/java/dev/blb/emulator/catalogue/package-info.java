/** Tests generated from the catalogue of operations, a copy of the reference's JSON. */
@NullMarked
package dev.blb.emulator.catalogue;

import org.jspecify.annotations.NullMarked;
