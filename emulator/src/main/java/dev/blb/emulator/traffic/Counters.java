package dev.blb.emulator.traffic;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** The counters of a listener or of one of its servers. Thread-safe. */
public final class Counters {
    private final Map<Metric, LongAdder> adders = new EnumMap<>(Metric.class);

    /** Counters at 0. */
    public Counters() {
        for (Metric metric : Metric.values()) {
            adders.put(metric, new LongAdder());
        }
    }

    /** Adds one. */
    public void count(Metric metric) {
        adder(metric).increment();
    }

    /** Adds this much, which is negative only for a gauge. */
    public void add(Metric metric, long amount) {
        adder(metric).add(amount);
    }

    /** One of them now. */
    public long value(Metric metric) {
        return adder(metric).sum();
    }

    private LongAdder adder(Metric metric) {
        return Objects.requireNonNull(adders.get(metric));
    }

    /** All of them now. */
    public Map<Metric, Long> values() {
        Map<Metric, Long> values = new EnumMap<>(Metric.class);
        adders.forEach((metric, adder) -> values.put(metric, adder.sum()));
        return values;
    }
}
