/** Certificates. */
@NullMarked
package dev.blb.emulator.neighbour.certificate;

import org.jspecify.annotations.NullMarked;
