/** The sockets of probes on Netty. */
@NullMarked
package dev.blb.emulator.probe.netty;

import org.jspecify.annotations.NullMarked;
