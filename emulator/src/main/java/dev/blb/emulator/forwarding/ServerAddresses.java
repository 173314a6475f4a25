package dev.blb.emulator.forwarding;

import dev.blb.emulator.api.AddressText;
import dev.blb.emulator.probe.Machine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where machines are really found. What is allowed is the address that a host has at the moment: traffic is sent to just this
 * address, and a name is looked up for plans only, so that no name leads to an address that was not checked.
 */
public final class ServerAddresses {
    private final Function<String, Optional<InetAddress>> hosts;
    private final Predicate<InetAddress> allowed;

    /**
     * Addresses by these.
     *
     * @param hosts the address of a host; empty if it has none at the moment
     * @param allowed to which addresses traffic may be sent
     */
    public ServerAddresses(Function<String, Optional<InetAddress>> hosts, Predicate<InetAddress> allowed) {
        this.hosts = hosts;
        this.allowed = allowed;
    }

    /**
     * Where a port of a machine is found.
     *
     * @param address null if it cannot be used
     * @param problem why a registered address cannot be used; empty if it can
     */
    record Found(@Nullable InetSocketAddress address, String problem) {
        /** No address is registered. */
        static final Found NOWHERE = new Found(null, "");
    }

    /** Where this port of a machine is found now. */
    Found of(Machine machine, int port) {
        String host = machine.address().host();
        Optional<InetAddress> found = hosts.apply(host);
        if (found.isEmpty()) {
            return new Found(null, "host name " + host + " has no address at the moment");
        }
        InetAddress address = found.get();
        return allowed.test(address)
                ? new Found(new InetSocketAddress(address, machine.portFor(port)), "")
                : new Found(
                        null, "address " + AddressText.of(address) + " may not get traffic (setting --allow-targets)");
    }
}
