package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INVALID_URI;
import static dev.blb.emulator.api.ApiError.INVALID_VERSION;

import dev.blb.emulator.api.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the operation that a request means: literal segments first, then the selector that is present, then none.
 *
 * <p>Path words are case-sensitive [meta][go]. What fits no row is InvalidURI, another version InvalidVersion.
 */
final class RouteTable {
    private static final String BLB_ID = "{blbId}";
    private static final Pattern VERSION = Pattern.compile("v\\d+");

    /** Ways with this method and number of segments; those with more literal segments come first. */
    private final Map<String, List<Way>> ways = new HashMap<>();

    RouteTable() {
        for (Operation operation : Operation.values()) {
            for (Operation.Route route : operation.routes()) {
                List<String> template = segments(route.path());
                ways.computeIfAbsent(key(route.method(), template), key -> new ArrayList<>())
                        .add(new Way(operation, template, Selector.parse(route.selector())));
            }
        }
        ways.values()
                .forEach(list ->
                        list.sort(Comparator.comparingLong(Way::literals).reversed()));
    }

    /** The operation and the instance that the path names; the empty text if it names none. */
    record Match(Operation operation, String blbId) {}

    private record Way(Operation operation, List<String> template, Selector selector) {
        long literals() {
            return template.stream().filter(segment -> !segment.equals(BLB_ID)).count();
        }

        boolean fits(List<String> path) {
            for (int i = 0; i < path.size(); i++) {
                String segment = template.get(i);
                boolean fits = segment.equals(BLB_ID) ? !path.get(i).isEmpty() : segment.equals(path.get(i));
                if (!fits) {
                    return false;
                }
            }
            return true;
        }

        String blbId(List<String> path) {
            int index = template.indexOf(BLB_ID);
            return index < 0 ? "" : path.get(index);
        }
    }

    /** A query key that must be there, with a value unless that is empty. Values are compared without case. */
    private record Selector(String key, String value) {
        static Selector parse(String text) {
            int equals = text.indexOf('=');
            return equals < 0
                    ? new Selector(text, "")
                    : new Selector(text.substring(0, equals), text.substring(equals + 1));
        }

        boolean isNone() {
            return key.isEmpty();
        }

        boolean fits(Map<String, String> query) {
            String given = query.get(key);
            return given != null
                    && (value.isEmpty() || value.toLowerCase(Locale.ROOT).equals(given.toLowerCase(Locale.ROOT)));
        }

        @Override
        public String toString() {
            return "?" + key + (value.isEmpty() ? "" : "=" + value);
        }
    }

    /**
     * The row for a request.
     *
     * @param path the decoded path segments
     * @param query the decoded query
     */
    Match match(String method, List<String> path, Map<String, String> query) {
        checkVersion(path);
        List<Way> candidates = new ArrayList<>();
        for (Way way : ways.getOrDefault(key(method, path), List.of())) {
            if (way.fits(path)
                    && (candidates.isEmpty()
                            || way.template().equals(candidates.get(0).template()))) {
                candidates.add(way);
            }
        }
        if (candidates.isEmpty()) {
            throw INVALID_URI.with("No operation has method %s and this path; see /_blb/operations.", method);
        }
        List<Way> selected = candidates.stream()
                .filter(way -> !way.selector().isNone() && way.selector().fits(query))
                .toList();
        if (selected.isEmpty()) {
            selected =
                    candidates.stream().filter(way -> way.selector().isNone()).toList();
        }
        if (selected.size() != 1) {
            String known =
                    candidates.stream().map(way -> way.selector().toString()).collect(Collectors.joining(", "));
            throw INVALID_URI.with("%s of this path needs exactly one of %s.", method, known);
        }
        Way way = selected.get(0);
        return new Match(way.operation(), way.blbId(path));
    }

    private static void checkVersion(List<String> path) {
        if (path.isEmpty() || !VERSION.matcher(path.get(0)).matches()) {
            throw INVALID_URI.with("Paths of the API begin with /v1/blb, the emulator's own with /_blb/.");
        }
        if (!path.get(0).equals("v1")) {
            throw INVALID_VERSION.with("It is \"%s\"; allowed is v1.", path.get(0));
        }
        if (path.size() > 1 && path.get(1).equals("appblb")) {
            throw INVALID_URI.with("The application load balancer (/v1/appblb) is not emulated; /v1/blb is.");
        }
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    private static String key(String method, List<String> path) {
        return method + path.size();
    }
}
