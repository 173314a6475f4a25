/** What lies around a load balancer: networks, machines, groups, certificates. Pure. */
@NullMarked
package dev.blb.emulator.world;

import org.jspecify.annotations.NullMarked;
