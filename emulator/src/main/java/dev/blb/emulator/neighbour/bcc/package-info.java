/** Machines and security groups. */
@NullMarked
package dev.blb.emulator.neighbour.bcc;

import org.jspecify.annotations.NullMarked;
