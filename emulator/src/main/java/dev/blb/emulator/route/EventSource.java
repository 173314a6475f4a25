package dev.blb.emulator.route;

import java.util.Optional;

/** An answer without an end: server-sent events, until the client goes or the source is closed. */
public interface EventSource extends AutoCloseable {
    /**
     * Waits for the next event, for some seconds at most.
     *
     * @return its data as JSON; empty if there was none, or the source is closed
     */
    Optional<Object> next() throws InterruptedException;

    /** Whether more may come. */
    boolean isOpen();

    @Override
    void close();
}
