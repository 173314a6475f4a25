/** The services around a load balancer: views of the declared world. */
@NullMarked
package dev.blb.emulator.neighbour;

import org.jspecify.annotations.NullMarked;
