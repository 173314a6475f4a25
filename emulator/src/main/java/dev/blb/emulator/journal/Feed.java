package dev.blb.emulator.journal;

import dev.blb.emulator.route.EventSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The calls that fit, as they come. A client that reads too slowly misses calls, and is sent their number. */
final class Feed implements EventSource {
    private static final int MAX_WAITING = 200;
    private static final int HEARTBEAT_SECONDS = 10;

    private final Predicate<RecordedCall> filter;
    private final Consumer<Feed> onClose;
    private final BlockingQueue<Optional<RecordedCall>> waiting = new ArrayBlockingQueue<>(MAX_WAITING + 1);
    private final AtomicLong missed = new AtomicLong();
    private volatile boolean open = true;

    Feed(Predicate<RecordedCall> filter, Consumer<Feed> onClose) {
        this.filter = filter;
        this.onClose = onClose;
    }

    void offer(RecordedCall call) {
        if (filter.test(call) && (waiting.size() >= MAX_WAITING || !waiting.offer(Optional.of(call)))) {
            missed.incrementAndGet();
        }
    }

    @Override
    public Optional<Object> next() throws InterruptedException {
        long gap = waiting.isEmpty() ? missed.getAndSet(0) : 0;
        if (gap > 0) {
            return Optional.of(Map.of("missed", gap));
        }
        Optional<RecordedCall> call = waiting.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        return call == null ? Optional.empty() : call.map(Scrubber::scrubbed).map(CallDocument::of);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        onClose.accept(this);
        // Wakes the one that waits: there is room for this one beside those that may wait.
        waiting.offer(Optional.empty());
    }
}
