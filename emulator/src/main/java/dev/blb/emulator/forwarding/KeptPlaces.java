package dev.blb.emulator.forwarding;

import dev.blb.emulator.api.Reason;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.MappedPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where listeners listened, kept in the data directory so that a mapped listener has the same port after a restart. Without a
 * data directory nothing is kept. Used by one thread.
 */
final class KeptPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(KeptPlaces.class);
    private static final String FILE = "data-plane-ports.properties";

    private final @Nullable Path file;
    private final Map<String, Integer> ports = new HashMap<>();
    private Set<MappedPort> all = Set.of();

    /** The places that are kept in a directory, or none. */
    KeptPlaces(Optional<Path> directory) {
        this.file = directory.map(path -> path.resolve(FILE)).orElse(null);
        if (file != null && Files.exists(file)) {
            read(file);
        }
    }

    private void read(Path from) {
        Properties kept = new Properties();
        try (InputStream in = Files.newInputStream(from)) {
            kept.load(in);
            kept.stringPropertyNames().forEach(key -> ports.put(key, Integer.valueOf(kept.getProperty(key))));
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.warn("{} cannot be read; mapped listeners may get other ports: {}", from, Reason.of(unreadable));
        }
        count();
    }

    /** Where a listener listened; only the port has a meaning. */
    Optional<InetSocketAddress> of(ListenerKey key) {
        return Optional.ofNullable(ports.get(key.toString()))
                .map(port -> InetSocketAddress.createUnresolved("localhost", port));
    }

    /** All ports that are kept. */
    Set<MappedPort> all() {
        return all;
    }

    private void count() {
        all = ports.entrySet().stream()
                .map(each -> new MappedPort(each.getValue(), ListenerKey.namesUdp(each.getKey())))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Forgets the listeners of load balancers that are not there any more. */
    void keepOnly(Set<String> blbIds) {
        if (file != null && ports.keySet().removeIf(key -> !blbIds.contains(key.split(":", 2)[0]))) {
            count();
            write(file);
        }
    }

    /** Keeps where the listeners of a load balancer listen now, and forgets its others. */
    void keep(String blbId, Map<ListenerKey, Integer> now) {
        if (file == null) {
            return;
        }
        Map<String, Integer> before = Map.copyOf(ports);
        ports.keySet().removeIf(key -> key.startsWith(blbId + ":"));
        now.forEach((key, port) -> ports.put(key.toString(), port));
        if (!ports.equals(before)) {
            count();
            write(file);
        }
    }

    private void write(Path to) {
        Properties kept = new Properties();
        ports.forEach((key, port) -> kept.setProperty(key, port.toString()));
        Path draft = to.resolveSibling(FILE + ".new");
        try {
            try (OutputStream out = Files.newOutputStream(draft)) {
                kept.store(out, null);
            }
            Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written; mapped listeners may get other ports after a restart: {}", to, Reason.of(e));
        }
    }
}
