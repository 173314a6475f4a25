package dev.blb.contract.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a run costs before it is made, by what a run against an emulator whose writes settle at once has taken.
 *
 * @param classes by simple name
 */
public record Estimate(Map<String, Part> classes) {
    private static final String RESOURCE = "/cost.json";
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Shared load balancers, which no case has for itself. */
    private static final int SHARED = 2;

    /** Estimates are for deciding: a create, its polls and its release. */
    private static final int CALLS_OF_A_SHARED_ONE = 10;

    /** What some cases take. */
    public record Part(int cases, int calls, int instances) {
        static final Part NONE = new Part(0, 0, 0);

        Part plus(Part other) {
            return new Part(cases + other.cases, calls + other.calls, instances + other.instances);
        }
    }

    /**
     * What the cases of one method take that are about the same operations.
     *
     * @param method class and method, a point between
     * @param operations official names, comma between
     * @param smoke whether it is of the small scope
     * @param orders whether it needs that orders are allowed
     */
    record Line(String method, String operations, boolean smoke, boolean orders, int cases, int calls, int instances) {
        String type() {
            return method.substring(0, method.indexOf('.'));
        }

        Line plus(Line other) {
            return new Line(
                    method,
                    operations,
                    smoke,
                    orders,
                    cases + other.cases,
                    calls + other.calls,
                    instances + other.instances);
        }
    }

    /** The estimate for what is selected; the whole of some classes, and the cases about some operations. */
    public static Estimate of(boolean smoke, Set<String> operations, Predicate<String> whole, boolean orders) {
        return of(lines(), smoke, operations, whole, orders);
    }

    static Estimate of(
            List<Line> lines, boolean smoke, Set<String> operations, Predicate<String> whole, boolean orders) {
        Map<String, Part> parts = new TreeMap<>();
        for (Line line : lines) {
            boolean selected = (!smoke || line.smoke())
                    && (orders || !line.orders())
                    && (whole.test(line.type())
                            || Arrays.stream(line.operations().split(",", -1)).anyMatch(operations::contains));
            if (selected) {
                parts.merge(line.type(), new Part(line.cases(), line.calls(), line.instances()), Part::plus);
            }
        }
        return new Estimate(parts);
    }

    /** All of them together. */
    public Part total() {
        Part all = classes.values().stream().reduce(Part.NONE, Part::plus);
        return all.cases() == 0 ? all : all.plus(new Part(0, SHARED * CALLS_OF_A_SHARED_ONE, SHARED));
    }

    static void write(Path file, List<Line> lines) {
        try {
            Files.writeString(file, JSON.writeValueAsString(lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Line> lines() {
        try (InputStream in = Objects.requireNonNull(Estimate.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return JSON.readValue(in, new TypeReference<List<Line>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
