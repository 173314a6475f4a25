package dev.blb.emulator.traffic;

import dev.blb.emulator.api.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a listener really listens. In this order:
 *
 * <ol>
 *   <li>where the API shows it, if that is an address of this machine: on Linux each of 127.0.0.0/8 is;
 *   <li>on the same address at a port that is greater by 10000 or 20000, if the port needs a right that this process has not;
 *   <li>for an address of another machine: on a loopback address of 127.127.0.0/16 that belongs to its load balancer, at the
 *       port that is shown; where there is none, or if other machines shall reach the emulator, on the host of the emulator at
 *       the first free port of a range;
 *   <li>otherwise nowhere: the port is in conflict.
 * </ol>
 *
 * Not thread-safe.
 */
public final class Placement {
    private static final int[] MOVES = {10_000, 20_000};
    private static final int OWN_ADDRESSES = 1 << 16;

    private final Settings settings;
    private final Predicate<InetAddress> isOurs;
    private final Map<InetAddress, String> ownAddresses = new HashMap<>();
    private Set<MappedPort> reserved = Set.of();

    /**
     * What is set.
     *
     * @param host the emulator's own host if other machines shall reach it, or null for loopback only
     * @param firstPort the first port of the range for mapped listeners
     * @param lastPort the last one
     */
    public record Settings(@Nullable InetAddress host, int firstPort, int lastPort) {
        /** Loopback only, with the usual range. */
        public static final Settings LOOPBACK = new Settings(null, 18_000, 18_999);
    }

    /** Why a socket could not be bound. */
    public enum Failure {
        /** This process may not use the port. */
        DENIED,
        /** Another socket has it. */
        TAKEN,
        /** The address is not one of this machine. */
        NOT_HERE
    }

    /** Binds sockets. */
    public interface Binder {
        /** Binds one for the listener, and returns why it could not; empty if it is bound. */
        Optional<Failure> bind(InetSocketAddress to);
    }

    /**
     * Where a listener listens.
     *
     * @param real the address, or null if it is in conflict
     * @param reason why it is not the one that is shown; empty if it is
     */
    public record Place(@Nullable InetSocketAddress real, String reason) {}

    /**
     * The rules on this machine.
     *
     * @param isOurs whether a socket can be bound to an address here
     */
    public Placement(Settings settings, Predicate<InetAddress> isOurs) {
        this.settings = settings;
        this.isOurs = isOurs;
    }

    /** Keeps ports of the range for listeners whose plans name them as their earlier place; replaces what was kept before. */
    public void reserve(Set<MappedPort> ports) {
        reserved = Set.copyOf(ports);
    }

    /** Finds a place for a listener, and leaves it bound there by this binder. */
    public Place place(ListenerPlan plan, Binder binder) {
        InetAddress shown = plan.shown().getAddress();
        boolean reachable = settings.host() == null || !shown.isLoopbackAddress();
        if (reachable && isOurs.test(shown)) {
            Place place = at(plan.shown(), plan.before(), "", binder);
            if (place != null) {
                return place;
            }
        }
        if (settings.host() == null) {
            InetAddress own = ownAddress(plan.key().blbId());
            if (isOurs.test(own)) {
                Place place = at(
                        new InetSocketAddress(own, plan.shown().getPort()),
                        plan.before(),
                        AddressText.of(shown) + " is not an address of this machine",
                        binder);
                if (place != null) {
                    return place;
                }
            }
        }
        return mapped(plan, binder);
    }

    /** At an address, or above it if the port is denied; null if the address is not of this machine after all. */
    private static @Nullable Place at(
            InetSocketAddress wanted, @Nullable InetSocketAddress before, String because, Binder binder) {
        Optional<Failure> failure = binder.bind(wanted);
        if (failure.isEmpty()) {
            return new Place(wanted, because);
        }
        return switch (failure.get()) {
            case NOT_HERE -> null;
            case TAKEN -> new Place(null, joined(because, "another socket listens on " + AddressText.of(wanted)));
            case DENIED -> above(wanted, before, because, binder);
        };
    }

    private static Place above(
            InetSocketAddress wanted, @Nullable InetSocketAddress before, String because, Binder binder) {
        String denied = "port " + wanted.getPort() + " needs a right that this process has not (on Linux: sysctl -w"
                + " net.ipv4.ip_unprivileged_port_start=" + wanted.getPort() + ")";
        List<Integer> ports = new ArrayList<>(List.of(wanted.getPort() + MOVES[0], wanted.getPort() + MOVES[1]));
        if (before != null && before.getPort() == ports.get(1)) {
            Collections.reverse(ports);
        }
        for (int port : ports) {
            InetSocketAddress moved = new InetSocketAddress(wanted.getAddress(), port);
            if (port <= 65_535 && binder.bind(moved).isEmpty()) {
                return new Place(moved, joined(because, denied));
            }
        }
        return new Place(null, joined(because, denied + ", and the ports 10000 and 20000 above it are taken"));
    }

    private Place mapped(ListenerPlan plan, Binder binder) {
        InetAddress host = settings.host() == null ? InetAddress.getLoopbackAddress() : settings.host();
        String because = AddressText.of(plan.shown()) + " cannot be reached; mapped to a port of the emulator's host";
        List<Integer> ports = new ArrayList<>();
        InetSocketAddress before = plan.before();
        if (before != null && before.getPort() >= settings.firstPort() && before.getPort() <= settings.lastPort()) {
            ports.add(before.getPort());
        }
        for (int port = settings.firstPort(); port <= settings.lastPort(); port++) {
            if (!reserved.contains(new MappedPort(port, plan.key().udp()))) {
                ports.add(port);
            }
        }
        for (int port : ports) {
            InetSocketAddress real = new InetSocketAddress(host, port);
            if (binder.bind(real).isEmpty()) {
                return new Place(real, because);
            }
        }
        return new Place(
                null,
                "no port from " + settings.firstPort() + " to " + settings.lastPort() + " of " + AddressText.of(host)
                        + " is free");
    }

    private static String joined(String because, String further) {
        return because.isEmpty() ? further : because + "; " + further;
    }

    /** The loopback address of a load balancer: by its id, so that it stays over restarts as a rule. */
    private InetAddress ownAddress(String blbId) {
        int start = Math.floorMod(blbId.hashCode() * 31, OWN_ADDRESSES);
        for (int i = 0; i < OWN_ADDRESSES; i++) {
            int number = (start + i) % OWN_ADDRESSES;
            InetAddress address = address(number);
            String owner = ownAddresses.putIfAbsent(address, blbId);
            if (owner == null || owner.equals(blbId)) {
                return address;
            }
        }
        throw new IllegalStateException("all addresses of 127.127.0.0/16 are given out");
    }

    /** Gives the loopback address of a load balancer back, once it has no listener. */
    public void forget(String blbId) {
        ownAddresses.values().removeIf(blbId::equals);
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 127, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
