package dev.blb.emulator.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Requests to the emulator: how many, how long they took, and with which error they ended. Thread-safe. */
public final class ApiMetrics {
    /** Upper bounds of the classes of durations, in milliseconds; a last class is without bound. */
    static final List<Integer> BOUNDS_MILLIS = List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000);

    private final Map<Request, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, Durations> durations = new ConcurrentHashMap<>();

    /**
     * What is counted together.
     *
     * @param operation name of the operation, {@code control} for control routes, {@code -} if the request was for none
     * @param status the HTTP status
     * @param code the code of the error; empty if there was none
     */
    record Request(String operation, int status, String code) {}

    /** The durations of an operation. */
    record Durations(List<LongAdder> classes, LongAdder sumMillis) {
        Durations() {
            this(
                    IntStream.rangeClosed(0, BOUNDS_MILLIS.size())
                            .mapToObj(i -> new LongAdder())
                            .toList(),
                    new LongAdder());
        }

        void count(long millis) {
            int index = 0;
            while (index < BOUNDS_MILLIS.size() && millis > BOUNDS_MILLIS.get(index)) {
                index++;
            }
            classes.get(index).increment();
            sumMillis.add(millis);
        }
    }

    /** Counts a request; the parameters are those of {@link Request}, and how long it took in real milliseconds. */
    public void count(String operation, int status, String code, long millis) {
        requests.computeIfAbsent(new Request(operation, status, code), key -> new LongAdder())
                .increment();
        durations.computeIfAbsent(operation, key -> new Durations()).count(millis);
    }

    Map<Request, LongAdder> requests() {
        return Map.copyOf(requests);
    }

    Map<String, Durations> durations() {
        return new TreeMap<>(durations);
    }
}
