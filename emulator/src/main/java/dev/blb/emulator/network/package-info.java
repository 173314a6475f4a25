/** Networks: addresses, VPCs, subnets and EIPs. */
@NullMarked
package dev.blb.emulator.network;

import org.jspecify.annotations.NullMarked;
