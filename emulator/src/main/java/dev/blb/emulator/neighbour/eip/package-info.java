/** EIPs. */
@NullMarked
package dev.blb.emulator.neighbour.eip;

import org.jspecify.annotations.NullMarked;
