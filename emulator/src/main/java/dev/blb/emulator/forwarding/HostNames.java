package dev.blb.emulator.forwarding;

import dev.blb.emulator.time.EmulatorClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the addresses of hosts in separate threads: name servers that do not answer delay a round of plans by
 * {@value #WAIT_MILLIS} ms in all, not by their own time-outs. Used by one thread.
 */
final class HostNames implements AutoCloseable {
    /** After which real time it is looked whether a look-up has ended. */
    static final long PENDING_MILLIS = 1_000;

    /** How long an address counts, in real time: a container that is started anew may have another one. */
    static final long VALID_MILLIS = 10_000;

    private static final int WAIT_MILLIS = 500;
    private static final int MAX_NAMES = 1_000;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "blb-host-names");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private boolean mayWait = true;

    /** What is known of a name; a look-up that is under way, or null. */
    private record Entry(
            Optional<InetAddress> address,
            long validUntilMillis,
            @Nullable Future<Optional<InetAddress>> lookup) {}

    /** Whether a host is a name, whose address may change. */
    static boolean isName(String host) {
        return !LITERAL.matcher(host).matches();
    }

    /** Lets {@link #find} wait for a look-up again. */
    void beginRound() {
        mayWait = true;
    }

    /** Whether a look-up is under way, so that an address may be known soon. */
    boolean hasPending() {
        return entries.values().stream().anyMatch(entry -> entry.lookup() != null);
    }

    /** The address of a host; of a name that has none, or none yet, empty. */
    Optional<InetAddress> find(String host) {
        if (!isName(host)) {
            return lookUp(host);
        }
        Entry known = entries.remove(host);
        if (known == null || (known.lookup() == null && known.validUntilMillis() <= EmulatorClock.elapsedMillis())) {
            Optional<InetAddress> last = known == null ? Optional.empty() : known.address();
            known = new Entry(last, Long.MIN_VALUE, threads.submit(() -> lookUp(host)));
        }
        Entry current = known.lookup() == null ? known : awaited(known, known.lookup());
        entries.put(host, current);
        if (entries.size() > MAX_NAMES) {
            entries.remove(entries.keySet().iterator().next());
        }
        return current.address();
    }

    private Entry awaited(Entry entry, Future<Optional<InetAddress>> lookup) {
        try {
            return new Entry(
                    lookup.get(mayWait ? WAIT_MILLIS : 0, TimeUnit.MILLISECONDS),
                    EmulatorClock.elapsedMillis() + VALID_MILLIS,
                    null);
        } catch (TimeoutException later) {
            mayWait = false;
            return entry;
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a host name cannot be looked up", failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return entry;
        }
    }

    private static Optional<InetAddress> lookUp(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
