/** What lies around a load balancer: networks, machines, groups, certificates. */
@NullMarked
package dev.blb.emulator.world;

import org.jspecify.annotations.NullMarked;
