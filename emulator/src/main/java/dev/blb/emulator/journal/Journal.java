package dev.blb.emulator.journal;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The newest calls of each account. Bounded by a number of calls of an account, and by the memory of one account and of all: the
 * oldest calls go, first those of the account that has been quiet for the longest time. It belongs to the process, not to
 * the state. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    /** Of a body so many characters are kept. */
    public static final int MAX_BODY_CHARACTERS = 8192;

    private static final int MAX_ACCOUNTS = 1000;

    /** Of so many accounts that have no call left it is known how many they lost. */
    private static final int MAX_GONE = 10_000;

    private static final int MAX_FEEDS = 8;

    /** One account may take so much of the memory of all. */
    private static final int SHARE_OF_AN_ACCOUNT = 4;

    private final int maxCalls;
    private final long maxBytes;

    /** The account that was heard of last stands last. */
    private final LinkedHashMap<String, Ring> rings = new LinkedHashMap<>(16, 0.75f, true);

    /** How many calls were dropped of accounts that have none left; the one that lost its last call last stands last. */
    private final LinkedHashMap<String, Long> gone = new LinkedHashMap<>();

    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    private long bytes;
    private long number;

    /**
     * An empty journal.
     *
     * @param maxCalls how many calls of an account are kept; 0 for a journal that is off
     * @param maxBytes the memory of all calls together, about
     */
    public Journal(int maxCalls, long maxBytes) {
        this.maxCalls = maxCalls;
        this.maxBytes = maxBytes;
    }

    /** A call and its place in the order of all. */
    private record Numbered(long number, RecordedCall call) {}

    private static final class Ring {
        private final Deque<Numbered> calls = new ArrayDeque<>();
        private long bytes;
        private long dropped;

        Ring(long dropped) {
            this.dropped = dropped;
        }
    }

    /** Whether calls are kept at all. */
    public boolean isOn() {
        return maxCalls > 0;
    }

    /** Whether it has calls of an account. */
    synchronized boolean hasCalls(String account) {
        return rings.containsKey(account);
    }

    /** Adds a call, and tells those that watch. */
    public void add(RecordedCall call) {
        keep(call);
        for (Feed feed : feeds) {
            feed.offer(call);
        }
    }

    private synchronized void keep(RecordedCall call) {
        Ring ring = rings.computeIfAbsent(
                call.account(),
                account -> new Ring(Optional.ofNullable(gone.remove(account)).orElse(0L)));
        long size = call.sizeBytes();
        ring.calls.add(new Numbered(number++, call));
        ring.bytes += size;
        bytes += size;
        while (ring.calls.size() > maxCalls || ring.bytes > maxBytes / SHARE_OF_AN_ACCOUNT) {
            dropOldest(ring);
        }
        while (bytes > maxBytes || rings.size() > MAX_ACCOUNTS) {
            Map.Entry<String, Ring> quiet = rings.entrySet().iterator().next();
            // It has none if a single one was too large.
            if (!quiet.getValue().calls.isEmpty()) {
                dropOldest(quiet.getValue());
            }
            if (quiet.getValue().calls.isEmpty()) {
                remove(quiet.getKey(), quiet.getValue().dropped);
            }
        }
    }

    private void remove(String account, long dropped) {
        rings.remove(account);
        gone.put(account, dropped);
        if (gone.size() > MAX_GONE) {
            gone.remove(gone.keySet().iterator().next());
        }
    }

    private void dropOldest(Ring ring) {
        long size = ring.calls.remove().call().sizeBytes();
        ring.bytes -= size;
        ring.dropped++;
        bytes -= size;
    }

    /**
     * What was found.
     *
     * @param calls the newest that fit, in the order in which they were answered
     * @param dropped how many calls of the account, or of all, were dropped to make room since its, or all, calls were cleared
     */
    public record Found(List<RecordedCall> calls, long dropped) {}

    /**
     * The newest calls that fit, without their secrets.
     *
     * @throws ApiException ServiceUnavailable if the journal is off
     */
    Found find(String account, Predicate<RecordedCall> filter, int limit) {
        requireOn();
        List<Numbered> fitting = new ArrayList<>();
        long dropped = 0;
        synchronized (this) {
            for (Map.Entry<String, Long> entry : gone.entrySet()) {
                dropped += isMeant(account, entry.getKey()) ? entry.getValue() : 0;
            }
            for (Map.Entry<String, Ring> entry : rings.entrySet()) {
                if (isMeant(account, entry.getKey())) {
                    dropped += entry.getValue().dropped;
                    entry.getValue().calls.stream()
                            .filter(each -> filter.test(each.call()))
                            .forEach(fitting::add);
                }
            }
        }
        fitting.sort(Comparator.comparingLong(Numbered::number));
        return new Found(
                fitting.subList(Math.max(0, fitting.size() - limit), fitting.size()).stream()
                        .map(each -> Scrubber.scrubbed(each.call()))
                        .toList(),
                dropped);
    }

    private static boolean isMeant(String wanted, String account) {
        return wanted.isEmpty() || wanted.equals(account);
    }

    /** The newest call that fits, without its secrets; empty if the journal is off. */
    public Optional<RecordedCall> newest(Predicate<RecordedCall> filter) {
        return isOn() ? find("", filter, 1).calls().stream().findFirst() : Optional.empty();
    }

    /** The call with this request id, without its secrets. */
    Optional<RecordedCall> call(String requestId) {
        return find("", call -> call.requestId().equals(requestId), 1).calls().stream()
                .findFirst();
    }

    /** Drops the calls of an account; with the empty text those of all. */
    public synchronized void clear(String account) {
        if (account.isEmpty()) {
            rings.clear();
            gone.clear();
            bytes = 0;
            return;
        }
        gone.remove(account);
        Ring ring = rings.remove(account);
        bytes -= ring == null ? 0 : ring.bytes;
    }

    /**
     * A view of the calls that come from now on; to be closed.
     *
     * @throws ApiException ServiceUnavailable if the journal is off, or watched by too many already
     */
    Feed watch(Predicate<RecordedCall> filter) {
        requireOn();
        Feed feed = new Feed(filter, feeds::remove);
        feeds.add(feed);
        if (feeds.size() > MAX_FEEDS) {
            feed.close();
            throw SERVICE_UNAVAILABLE.with("%d clients watch the journal already; allowed are as many.", MAX_FEEDS);
        }
        return feed;
    }

    private void requireOn() {
        if (!isOn()) {
            throw SERVICE_UNAVAILABLE.with(
                    "The journal is off (setting --journal 0); start the emulator with another number.");
        }
    }

    /** Ends all views; the calls stay. */
    @Override
    public void close() {
        feeds.forEach(Feed::close);
    }
}
