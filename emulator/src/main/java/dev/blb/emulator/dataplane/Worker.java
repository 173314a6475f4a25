package dev.blb.emulator.dataplane;

import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One event loop with everything that belongs to it: the connections that are open on it and the kept connections to
 * servers. All methods are called by the loop's thread.
 */
final class Worker {
    private static final long SWEEP_MILLIS = 100;

    private final EventLoop loop;
    private final Clock clock;
    private final Clock real;
    private final BackPool pool = new BackPool();
    private final Set<Watched> watched = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean sweeping;

    Worker(EventLoop loop, Clock clock, Clock real) {
        this.loop = loop;
        this.clock = clock;
        this.real = real;
    }

    EventLoop loop() {
        return loop;
    }

    BackPool pool() {
        return pool;
    }

    /** The emulator's time. */
    Clock clock() {
        return clock;
    }

    /** The emulator's time in milliseconds since 1970. */
    long nowMillis() {
        return clock.millis();
    }

    /** The real time in milliseconds since 1970. */
    long realMillis() {
        return real.millis();
    }

    /** Ends this when it has been idle for too long. */
    void watch(Watched connection) {
        watched.add(connection);
        if (!sweeping) {
            sweeping = true;
            scheduleSweep();
        }
    }

    void forget(Watched connection) {
        watched.remove(connection);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a sweep that fails is a bug, which the loop logs
    private void scheduleSweep() {
        loop.schedule(this::sweepAndGoOn, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweepAndGoOn() {
        sweep();
        sweeping = !watched.isEmpty();
        if (sweeping) {
            scheduleSweep();
        }
    }

    /** Ends whatever has been idle for too long by now. */
    void sweep() {
        long now = nowMillis();
        long realNow = realMillis();
        each(connection -> connection.check(now, realNow));
    }

    /** Tells all connections of a listener that it is gone. */
    void listenerGone(ActiveListener listener, boolean atOnce) {
        each(connection -> {
            if (connection.listener() == listener) {
                connection.listenerGone(atOnce);
            }
        });
    }

    /** Whether any connection is open. */
    boolean isBusy() {
        return !watched.isEmpty();
    }

    private void each(Consumer<Watched> action) {
        // A connection that ends takes itself out of the set.
        List.copyOf(watched).forEach(action);
    }
}
