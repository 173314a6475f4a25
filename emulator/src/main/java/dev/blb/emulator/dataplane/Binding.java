package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Placement.Failure;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A listener's port. Each method returns when what it does is done. */
interface Binding {
    /**
     * Takes an address and port; what was had before is given up.
     *
     * @param listens whether connections are accepted at once
     * @return why it cannot be had; empty if it is bound
     */
    Optional<Failure> bind(InetSocketAddress to, boolean listens);

    /** Accepts connections at the port that is bound; returns why that cannot be, and then the port is given up. */
    Optional<Failure> listen();

    /** Refuses connections and keeps the port. */
    void refuse();

    /** Gives the port up. */
    void close();
}
