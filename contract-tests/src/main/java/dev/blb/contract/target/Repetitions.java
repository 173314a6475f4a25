package dev.blb.contract.target;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How many calls a run has made, and how many of them repeated one that failed in passing. Thread-safe. */
public final class Repetitions {
    private final AtomicLong calls = new AtomicLong();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void call() {
        calls.incrementAndGet();
    }

    void repeated(String operation, String reason) {
        counts.computeIfAbsent(operation + " " + reason, key -> new LongAdder()).increment();
    }

    /** All calls, repetitions among them. */
    public long calls() {
        return calls.get();
    }

    /** The number of repetitions by operation and reason, such as {@code CreateBlb 429}. */
    public Map<String, Long> counts() {
        Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((key, count) -> sorted.put(key, count.sum()));
        return sorted;
    }
}
