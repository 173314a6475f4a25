package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Server;
import dev.blb.emulator.traffic.Servers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kept connections to servers of one event loop, newest first. Only the loop calls it. */
final class BackPool {
    /** The most connections that are kept for one server of one listener. */
    private static final int MAX_KEPT = 64;

    private final Map<Server, Deque<HttpBack>> kept = new HashMap<>();

    /** A kept connection to where a server is now, or null. */
    @Nullable
    HttpBack take(Server server) {
        Deque<HttpBack> connections = kept.get(server);
        while (connections != null && !connections.isEmpty()) {
            HttpBack connection = connections.pop();
            if (connection.isOpenTo(server)) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /** Keeps a connection for further requests, if its server still gets traffic; it is closed otherwise. */
    void keep(HttpBack connection) {
        Server server = connection.server();
        ActiveListener listener = connection.listener();
        Deque<HttpBack> connections = kept.computeIfAbsent(server, any -> new ArrayDeque<>());
        boolean wanted = !listener.isClosed()
                && listener.current().servers().isEligible(server)
                && connections.size() < MAX_KEPT
                && connection.isOpenTo(server);
        if (wanted) {
            connections.push(connection);
        } else {
            connection.close();
            forget(connection);
        }
    }

    /** Forgets a connection that was closed. */
    void forget(HttpBack connection) {
        Deque<HttpBack> connections = kept.get(connection.server());
        if (connections != null) {
            connections.remove(connection);
            if (connections.isEmpty()) {
                kept.remove(connection.server());
            }
        }
    }

    /** Closes the connections to servers of a listener that get no traffic any more, or are elsewhere. */
    void retain(ActiveListener listener) {
        Servers servers = listener.current().servers();
        List<HttpBack> unwanted = new ArrayList<>();
        kept.values()
                .forEach(connections -> connections.forEach(connection -> {
                    Server server = connection.server();
                    boolean isWanted = servers.isEligible(server) && connection.isOpenTo(server);
                    if (connection.listener() == listener && !isWanted) {
                        unwanted.add(connection);
                    }
                }));
        // Each forgets itself here.
        unwanted.forEach(HttpBack::close);
    }
}
