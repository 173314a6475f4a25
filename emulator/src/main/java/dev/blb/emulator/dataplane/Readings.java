package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Counters;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.TrafficLine;
import dev.blb.emulator.traffic.TrafficLine.Reading;
import dev.blb.emulator.traffic.TrafficLine.ServerTraffic;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Readings of counters, and what changed between them. Used by one thread at a time. */
final class Readings {
    /** How many marks of a load balancer are remembered. */
    private static final int MAX_MARKS = 100;

    private final Map<String, Deque<Marked>> newest = new HashMap<>();
    private long lastMark;

    /** The values of a reading: of listeners and, by their identity, of servers; gauges are never subtracted. */
    private record Marked(String mark, Map<Object, Map<Metric, Long>> values) {}

    /** Reads the counters of a load balancer's listeners. */
    Reading read(String blbId, List<ActiveListener> listeners, String since) {
        Deque<Marked> marks = newest.computeIfAbsent(blbId, any -> new ArrayDeque<>());
        Map<Object, Map<Metric, Long>> before =
                since.isEmpty() ? Map.of() : find(marks, since).values();
        Marked now = new Marked("m-" + ++lastMark, new HashMap<>());
        List<TrafficLine> lines =
                listeners.stream().map(listener -> line(listener, before, now)).toList();
        marks.addLast(now);
        if (marks.size() > MAX_MARKS) {
            marks.removeFirst();
        }
        return new Reading(now.mark(), lines);
    }

    private static Marked find(Deque<Marked> marks, String since) {
        return marks.stream()
                .filter(marked -> marked.mark().equals(since))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("since is \"" + since + "\"; allowed is the mark of one of the "
                                + MAX_MARKS + " newest readings of this load balancer"));
    }

    private static TrafficLine line(ActiveListener listener, Map<Object, Map<Metric, Long>> before, Marked now) {
        List<ServerTraffic> servers = listener.current().servers().all().stream()
                .map(server -> new ServerTraffic(server.instanceId(), values(server, server.counters(), before, now)))
                .toList();
        ListenerKey key = listener.key();
        return new TrafficLine(
                listener.protocol(), key.port(), values(listener, listener.counters(), before, now), servers);
    }

    /** The counters of a listener or server, without what they were before. */
    private static Map<Metric, Long> values(
            Object of, Counters counters, Map<Object, Map<Metric, Long>> before, Marked now) {
        Map<Metric, Long> values = counters.values();
        now.values().put(of, values);
        @Nullable Map<Metric, Long> old = before.get(of);
        if (old == null) {
            return values;
        }
        Map<Metric, Long> changed = new EnumMap<>(Metric.class);
        values.forEach((metric, value) ->
                changed.put(metric, metric.isGauge() ? value : value - old.getOrDefault(metric, 0L)));
        return changed;
    }

    /** Forgets the marks of a load balancer. */
    void forget(String blbId) {
        newest.remove(blbId);
    }
}
