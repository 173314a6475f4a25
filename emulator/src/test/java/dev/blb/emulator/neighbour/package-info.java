/** Tests of the services around load balancers. */
@NullMarked
package dev.blb.emulator.neighbour;

import org.jspecify.annotations.NullMarked;
