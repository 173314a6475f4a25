package dev.blb.emulator.instance;

import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Ipv6Block;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that a load balancer may get in a subnet.
 *
 * @param block the private IPv4 ones of the subnet
 * @param ofMachines those there that machines have
 * @param overlaps whether another subnet of the VPC has some of them too
 * @param ipv6 the IPv6 ones of the subnet; empty if it has none, and a load balancer gets one of no block
 */
public record SubnetAddresses(Cidr block, Set<String> ofMachines, boolean overlaps, Optional<Ipv6Block> ipv6) {}
