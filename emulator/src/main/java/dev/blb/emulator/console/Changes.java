package dev.blb.emulator.console;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.route.EventSource;
import dev.blb.emulator.route.ServerEvent;
import dev.blb.emulator.time.EmulatorClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells open pages that something may have changed: {@code changed} after calls, at most four times a second, and {@code tick}
 * each second without one, for what changes with time alone, such as clock and health. Thread-safe.
 */
final class Changes implements AutoCloseable {
    private static final int MAX_PAGES = 20;
    private static final long TICK_MILLIS = 1000;
    private static final long GAP_MILLIS = 250;

    private final List<Feed> feeds = new CopyOnWriteArrayList<>();

    /** Tells of a call that may have changed something. */
    void happened() {
        for (Feed feed : feeds) {
            feed.mark();
        }
    }

    /**
     * The events for one page; to be closed.
     *
     * @throws ApiException ServiceUnavailable if too many pages are open
     */
    EventSource watch() {
        Feed feed = new Feed();
        feeds.add(feed);
        if (feeds.size() > MAX_PAGES) {
            feed.close();
            throw ApiError.SERVICE_UNAVAILABLE.with(
                    "%d pages of the console are open and visible; allowed are as many.", MAX_PAGES);
        }
        return feed;
    }

    /** Ends all feeds. */
    @Override
    public void close() {
        feeds.forEach(Feed::close);
    }

    private final class Feed implements EventSource {
        private boolean changed;
        private boolean open = true;
        private long sentMillis = EmulatorClock.elapsedMillis() - GAP_MILLIS;

        synchronized void mark() {
            changed = true;
            notifyAll();
        }

        @Override
        public synchronized Optional<Object> next() throws InterruptedException {
            long endMillis = EmulatorClock.elapsedMillis() + TICK_MILLIS;
            long left = TICK_MILLIS;
            while (open && left > 0 && !isDue()) {
                wait(Math.max(1, changed ? Math.min(left, gapLeft()) : left));
                left = endMillis - EmulatorClock.elapsedMillis();
            }
            if (!open) {
                return Optional.empty();
            }
            String name = changed ? "changed" : "tick";
            changed = false;
            sentMillis = EmulatorClock.elapsedMillis();
            return Optional.of(new ServerEvent(name, Map.of()));
        }

        private boolean isDue() {
            return changed && gapLeft() <= 0;
        }

        private long gapLeft() {
            return sentMillis + GAP_MILLIS - EmulatorClock.elapsedMillis();
        }

        @Override
        public synchronized boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            feeds.remove(this);
            synchronized (this) {
                open = false;
                notifyAll();
            }
        }
    }
}
