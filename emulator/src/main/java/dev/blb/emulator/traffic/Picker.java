package dev.blb.emulator.traffic;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses among the eligible servers of one plan. Thread-safe, without locks. */
sealed interface Picker permits RoundRobin, LeastConnections, SourceHash {
    /**
     * Chooses a server and adds one to its load.
     *
     * @param client where the traffic comes from
     * @param tried the servers that failed already
     * @return null if there is none
     */
    @Nullable
    Server take(InetAddress client, Set<Server> tried);

    /** The server that {@link #take} would choose next, left as it is. */
    @Nullable
    Server peek(InetAddress client);
}
