package dev.blb.emulator.instance;

import dev.blb.emulator.network.Cidr;
import java.util.Set;

/**
 * The private IPv4 addresses that a load balancer may get in a subnet.
 *
 * @param block those of the subnet
 * @param ofMachines those there that machines have
 * @param overlaps whether another subnet of the VPC has some of them too
 */
public record SubnetAddresses(Cidr block, Set<String> ofMachines, boolean overlaps) {}
