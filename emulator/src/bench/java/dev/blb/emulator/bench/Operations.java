package dev.blb.emulator.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The operations that several parts carry out: those of the emulator, and the requests to the limit. */
final class Operations {
    /** How long one operation is measured at a time. */
    static final Duration SLICE = Duration.ofMillis(Long.getLong("blb.bench.sliceMillis", 500));

    private Operations() {}

    /** Each operation for a while; what was created is deleted in the end. */
    static Map<String, Load.Result> each(Served served, List<String> stored, int connections) {
        Requests requests = new Requests(served.port());
        Map<String, Load.Result> results = new LinkedHashMap<>();
        Load.Result created = Load.run(served, connections, SLICE, List.of(requests.create()), true, true);
        List<String> ids = blbIds(created);
        results.put("create", created);
        results.put(
                "create listener",
                Load.run(served, connections, SLICE, spread(ids, 12, requests::createListener), false, false));
        results.put(
                "add a server",
                Load.run(served, connections, SLICE, spread(ids, 12, requests::addServer), false, false));
        results.put("health", Load.run(served, connections, SLICE, List.of(requests.health(ids.get(0))), true, false));
        results.put(
                "describe",
                Load.run(
                        served,
                        connections,
                        SLICE,
                        stored.stream().map(requests::describe).toList(),
                        true,
                        false));
        results.put(
                "list a page of 100", Load.run(served, connections, SLICE, List.of(requests.list("")), true, false));
        results.put("delete", deleteAll(served, ids, connections));
        return results;
    }

    static Load.Result atLimit(Served limit, String path, int connections) {
        return Load.run(limit, connections, SLICE, List.of(new Requests(limit.port()).limit(path)), true, false);
    }

    /** Creates so many instances; their ids. */
    static List<String> fill(Served served, int count) {
        byte[] create = new Requests(served.port()).create();
        List<byte[]> creates = IntStream.range(0, count).mapToObj(i -> create).toList();
        return blbIds(Load.run(served, 16, Duration.ofMinutes(3), creates, false, true));
    }

    static Load.Result deleteAll(Served served, List<String> ids, int connections) {
        Requests requests = new Requests(served.port());
        return Load.run(
                served,
                connections,
                Duration.ofMinutes(1),
                ids.stream().map(requests::delete).toList(),
                false,
                false);
    }

    /** A request about an instance that differs by a number. */
    interface Numbered {
        byte[] request(String blbId, int number);
    }

    /** For each of the numbers a request about each instance. */
    static List<byte[]> spread(List<String> ids, int times, Numbered numbered) {
        return IntStream.range(80, 80 + times)
                .boxed()
                .flatMap(number -> ids.stream().map(id -> numbered.request(id, number)))
                .toList();
    }

    /** The ids of what was created. */
    static List<String> blbIds(Load.Result created) {
        return created.bodies().stream().map(Operations::blbId).toList();
    }

    /** The id in the answer to a create. */
    static String blbId(String body) {
        try {
            return new ObjectMapper().readTree(body).path("blbId").textValue();
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + body, e);
        }
    }
}
