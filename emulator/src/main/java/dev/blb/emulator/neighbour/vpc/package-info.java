/** VPCs, subnets and route tables. */
@NullMarked
package dev.blb.emulator.neighbour.vpc;

import org.jspecify.annotations.NullMarked;
