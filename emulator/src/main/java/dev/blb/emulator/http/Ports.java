package dev.blb.emulator.http;

import dev.blb.emulator.fault.Fired;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The ports of the web server, which a fault plan can let refuse connections for a time. Thread-safe. */
final class Ports {
    /** After which time it is tried again to listen on a port that another program took. */
    private static final long RETRY_MILLIS = 500;

    private final List<ApiConnector> connectors = new CopyOnWriteArrayList<>();
    private int outages;
    private volatile Optional<String> rule = Optional.empty();

    /** Adds a connector of the server. */
    ApiConnector add(ApiConnector connector) {
        connectors.add(connector);
        return connector;
    }

    /** The rule because of which connections are refused now; empty while they are accepted. */
    Optional<String> refusedBy() {
        return rule;
    }

    /** Refuses connections for this long, in real time, or until the plan of the fault is removed. */
    void refuse(Fired fault, Duration time) {
        synchronized (this) {
            outages++;
            rule = Optional.of(fault.rule());
            connectors.forEach(ApiConnector::refuse);
        }
        fault.after(time, this::end);
    }

    private void end() {
        if (!ended()) {
            // Not on a thread of the common pool, all of which a program around the emulator may block.
            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, Ports::onOwnThread)
                    .execute(this::end);
        }
    }

    private static void onOwnThread(Runnable task) {
        Thread thread = new Thread(task, "blb-ports");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends an outage; false if a port cannot be had now. */
    private synchronized boolean ended() {
        if (outages == 1) {
            for (ApiConnector connector : connectors) {
                if (!connector.listen()) {
                    return false;
                }
            }
            rule = Optional.empty();
        }
        outages--;
        return true;
    }
}
