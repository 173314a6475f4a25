package dev.blb.emulator.traffic;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By the client's address alone, whatever the weights [doc:features]. Rendezvous hashing: each pair of client and server has a
 * number, and the server with the greatest one is chosen, so that the removal of a server moves only its own clients, which
 * is what "consistent hashing" promises [doc:features].
 */
final class SourceHash implements Picker {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Server[] servers;
    private final long[] hashes;

    /** Chooses among these servers. */
    SourceHash(List<Server> servers) {
        this.servers = servers.toArray(Server[]::new);
        this.hashes = servers.stream()
                .mapToLong(server -> hash(server.instanceId().getBytes(StandardCharsets.UTF_8)))
                .toArray();
    }

    private static long hash(byte[] bytes) {
        long hash = FNV_OFFSET;
        for (byte each : bytes) {
            hash = (hash ^ (each & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finalizer of MurmurHash3: each bit of the input changes each bit of the output with probability one half. */
    private static long mix(long number) {
        long mixed = (number ^ number >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    @Override
    public @Nullable Server take(InetAddress client, Set<Server> tried) {
        Server server = greatest(client, tried);
        if (server != null) {
            server.take();
        }
        return server;
    }

    @Override
    public @Nullable Server peek(InetAddress client) {
        return greatest(client, Set.of());
    }

    private @Nullable Server greatest(InetAddress client, Set<Server> tried) {
        long hash = hash(client.getAddress());
        Server greatest = null;
        long most = 0;
        for (int i = 0; i < servers.length; i++) {
            long number = mix(hash ^ hashes[i]);
            if ((greatest == null || number > most) && !tried.contains(servers[i])) {
                greatest = servers[i];
                most = number;
            }
        }
        return greatest;
    }
}
