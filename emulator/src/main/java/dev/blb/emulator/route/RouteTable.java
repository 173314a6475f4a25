package dev.blb.emulator.route;

import static dev.blb.emulator.api.ApiError.INVALID_URI;
import static dev.blb.emulator.api.ApiError.INVALID_VERSION;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Handler;
import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.schema.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every route, and the search for the one that a request means: literal segments win over variables, whatever the method where a
 * whole path of the API is literal, then the selector that is present wins over none. It is filled while the emulator is put
 * together, and only read afterwards.
 *
 * <p>Path words are case-sensitive [meta][go]. What fits no row is InvalidURI, another version InvalidVersion.
 */
public final class RouteTable {
    private static final Pattern VERSION = Pattern.compile("v\\d+");
    private static final int MAX_SHOWN_PATH = 200;

    /** Nothing is known of the trees in an answer, or there are none. */
    static final Supplier<ObjectNode> NO_TREE =
            () -> JsonNodeFactory.instance.objectNode().put("type", "object");

    private final Map<Operation, Endpoint> endpoints = new EnumMap<>(Operation.class);
    private final List<ControlRoute> control = new ArrayList<>();

    /** The rows by their number of segments; those with more literal segments come first. */
    private final Map<Integer, List<Row>> rows = new HashMap<>();

    /** A table of the operations and calls that are known, none of them built. */
    public RouteTable() {
        for (Operation operation : Operation.values()) {
            endpoints.put(operation, Endpoint.absent(operation));
            operation.ways().forEach(way -> add(way, () -> endpoint(operation)));
        }
        for (AbsentCall call : AbsentCall.values()) {
            call.ways()
                    .forEach(way -> add(way, () -> {
                        throw call.refusal();
                    }));
        }
    }

    /**
     * Adds an operation that reads a JSON body.
     *
     * @param answer the record that it answers with, or {@link Void}
     */
    public RouteTable on(Operation operation, Schema query, Schema body, Class<?> answer, Handler handler) {
        return on(new Endpoint(operation, query, Optional.of(body), answer, NO_TREE, handler, true));
    }

    /** The same for an operation that reads no body, whatever is sent as one. */
    public RouteTable on(Operation operation, Schema query, Class<?> answer, Handler handler) {
        return on(operation, query, answer, NO_TREE, handler);
    }

    /**
     * The same for an answer with trees of JSON in it.
     *
     * @param tree the JSON Schema of such a tree
     */
    public RouteTable on(
            Operation operation, Schema query, Class<?> answer, Supplier<ObjectNode> tree, Handler handler) {
        return on(new Endpoint(operation, query, Optional.empty(), answer, tree, handler, true));
    }

    private RouteTable on(Endpoint endpoint) {
        if (Objects.requireNonNull(endpoints.put(endpoint.operation(), endpoint))
                .isBuilt()) {
            throw new IllegalStateException(endpoint.operation() + " is registered twice");
        }
        return this;
    }

    /** Adds control routes. */
    public RouteTable on(List<ControlRoute> routes) {
        for (ControlRoute route : routes) {
            if (control.stream().anyMatch(each -> each.way().equals(route.way()))) {
                throw new IllegalStateException(route.way() + " is registered twice");
            }
            control.add(route);
            add(route.way(), () -> route);
        }
        return this;
    }

    private void add(Way way, Supplier<Route> route) {
        List<String> template = List.of(way.path().substring(1).split("/", -1));
        List<Row> same = rows.computeIfAbsent(template.size(), size -> new ArrayList<>());
        long literals =
                template.stream().filter(segment -> !Row.isVariable(segment)).count();
        same.add(new Row(way, template, literals, Selector.parse(way.selector()), route));
        same.sort(Comparator.comparingLong(Row::literals).reversed());
    }

    /** The row of an operation. */
    public Endpoint endpoint(Operation operation) {
        return Objects.requireNonNull(endpoints.get(operation));
    }

    /** The control routes, in the order in which they were added. */
    public List<ControlRoute> control() {
        return Collections.unmodifiableList(control);
    }

    /**
     * The row of a request.
     *
     * @param variables what stands in the path for each segment in braces
     */
    public record Match(Route route, Map<String, String> variables) {
        /** The id in the path of an operation, or the empty text: no such path has two variables. */
        public String id() {
            return variables.values().stream().findFirst().orElse("");
        }
    }

    private record Row(Way way, List<String> template, long literals, Selector selector, Supplier<Route> route) {
        static boolean isVariable(String segment) {
            return segment.startsWith("{");
        }

        /** Whether it is a path of the API without any id: then no part of it is one. */
        boolean isLiteral() {
            return literals == template.size() && !template.get(0).equals(ControlRoute.PREFIX);
        }

        boolean fits(List<String> path) {
            for (int i = 0; i < path.size(); i++) {
                String segment = template.get(i);
                boolean fits = isVariable(segment) ? !path.get(i).isEmpty() : segment.equals(path.get(i));
                if (!fits) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> variables(List<String> path) {
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < path.size(); i++) {
                String segment = template.get(i);
                if (isVariable(segment)) {
                    variables.put(segment.substring(1, segment.length() - 1), path.get(i));
                }
            }
            return variables;
        }

        /** Whether a path has one other word than this row, and that looks like the row's. */
        boolean isNear(List<String> path) {
            List<Integer> other = Stream.iterate(0, i -> i < path.size(), i -> i + 1)
                    .filter(i ->
                            !isVariable(template.get(i)) && !template.get(i).equals(path.get(i)))
                    .toList();
            return other.size() == 1
                    && Nearest.to(path.get(other.get(0)), List.of(template.get(other.get(0))))
                            .isPresent();
        }

        /** The path that this row takes and that looks most like the given one. */
        String filled(List<String> path) {
            return Stream.iterate(0, i -> i < path.size(), i -> i + 1)
                    .map(i -> isVariable(template.get(i)) ? path.get(i) : template.get(i))
                    .collect(Collectors.joining("/", "/", ""));
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
    }

    /**
     * Finds the row of a request.
     *
     * @param path the decoded path segments
     * @param query the decoded query
     */
    public Match match(String method, List<String> path, Map<String, String> query) {
        List<Row> candidates = new ArrayList<>();
        for (Row row : fitting(path)) {
            if (row.way().method().equals(method)
                    && (candidates.isEmpty()
                            || row.template().equals(candidates.get(0).template()))) {
                candidates.add(row);
            }
        }
        if (candidates.isEmpty()) {
            throw unknown(method, path);
        }
        List<Row> selected = candidates.stream()
                .filter(row -> !row.selector().isNone() && row.selector().fits(query))
                .toList();
        if (selected.isEmpty()) {
            selected =
                    candidates.stream().filter(row -> row.selector().isNone()).toList();
        }
        if (selected.size() != 1) {
            throw INVALID_URI.with(
                    "%s %s%s",
                    shown(method, path),
                    selectors(candidates),
                    selectorMeant(candidates, query)
                            .map(key -> "; did you mean ?" + key + "?")
                            .orElse("."));
        }
        Row row = selected.get(0);
        return new Match(row.route().get(), row.variables(path));
    }

    /** The rows of a path, of every method; those with variables only where no row is literal. */
    private List<Row> fitting(List<String> path) {
        List<Row> fitting = new ArrayList<>();
        for (Row row : rows.getOrDefault(path.size(), List.of())) {
            // Rows with more literal segments come first.
            boolean isHidden = !fitting.isEmpty() && fitting.get(0).isLiteral() && !row.isLiteral();
            if (!isHidden && row.fits(path)) {
                fitting.add(row);
            }
        }
        return fitting;
    }

    /** What the selectors of rows that have one method and path ask for. */
    private static String selectors(List<Row> candidates) {
        List<String> selectors = candidates.stream()
                .map(row -> row.way().selector())
                .filter(selector -> !selector.isEmpty())
                .map(selector -> "?" + selector)
                .toList();
        String all = String.join(", ", selectors);
        if (selectors.size() < candidates.size()) {
            return "takes one of " + all + " or none";
        }
        return selectors.size() == 1 ? "needs " + all : "needs exactly one of " + all;
    }

    /** The selector that a key of the query most likely means. */
    private static Optional<String> selectorMeant(List<Row> candidates, Map<String, String> query) {
        List<String> keys = candidates.stream().map(row -> row.selector().key()).toList();
        return query.keySet().stream()
                .filter(key -> !keys.contains(key))
                .flatMap(key -> Nearest.to(key, keys).stream())
                .findFirst();
    }

    private ApiException unknown(String method, List<String> path) {
        List<Row> sameSize = rows.getOrDefault(path.size(), List.of());
        String given = "/" + String.join("/", path);
        List<String> near = sameSize.stream()
                .map(row -> row.filled(path))
                .filter(filled -> !filled.equals(given))
                .distinct()
                .toList();
        List<Row> fitting = fitting(path);
        boolean isFixed = !fitting.isEmpty() && fitting.get(0).isLiteral();
        Optional<String> meant =
                isFixed ? Optional.empty() : inOtherCase(path, given, near).or(() -> elsewhere(path));
        if (meant.isPresent()) {
            return INVALID_URI.with("%s is no route; %s", shown(method, path), meant.get());
        }
        if (fitting.isEmpty() && !path.get(0).equals(ControlRoute.PREFIX)) {
            checkVersion(path);
        }
        String methods = fitting.stream()
                .map(row -> row.way().method()
                        + (row.selector().isNone() ? "" : "?" + row.way().selector()))
                .distinct()
                .collect(Collectors.joining(", "));
        if (!methods.isEmpty()) {
            return INVALID_URI.with(
                    "%s: allowed here is %s%s",
                    shown(method, path),
                    methods,
                    sameSize.stream()
                            .filter(row -> row.way().method().equals(method) && row.isNear(path))
                            .findFirst()
                            .map(row -> "; did you mean " + method + " " + row.filled(path) + "?")
                            .orElse("."));
        }
        if (path.contains("")) {
            return INVALID_URI.with(
                    "%s has an empty part: a slash is doubled, or stands at the end.", shown(method, path));
        }
        return INVALID_URI.with(
                "%s is no route%s GET /%s/operations lists all of them.",
                shown(method, path),
                Nearest.to(given, near)
                        .map(filled -> "; did you mean " + filled + "?")
                        .orElse("."),
                ControlRoute.PREFIX);
    }

    /** A path that differs from the given one in capitals alone, unless the given one is answered itself. */
    private Optional<String> inOtherCase(List<String> path, String given, List<String> near) {
        return isPath(path)
                ? Optional.empty()
                : near.stream().filter(given::equalsIgnoreCase).findFirst().map(meant -> "did you mean " + meant + "?");
    }

    /** What a path lacks or has too much, if with or without it there is a route. */
    private Optional<String> elsewhere(List<String> path) {
        for (String first : List.of("v1", ControlRoute.PREFIX)) {
            List<String> longer = Stream.concat(Stream.of(first), path.stream()).toList();
            if (isPath(longer)) {
                return Optional.of("did you mean /" + String.join("/", longer) + "?");
            }
        }
        for (int i = 1; i < path.size(); i++) {
            List<String> shorter = path.subList(i, path.size());
            if (VERSION.matcher(shorter.get(0)).matches() && isPath(shorter)) {
                if (VERSION.matcher(path.get(0)).matches() || path.get(0).equals(ControlRoute.PREFIX)) {
                    return Optional.of("did you mean /" + String.join("/", shorter) + "?");
                }
                String prefix = "/" + String.join("/", path.subList(0, i));
                return Optional.of("if a gateway would remove " + prefix + ", start the emulator with --path-prefix "
                        + prefix + ".");
            }
        }
        List<String> filled = path.stream().filter(part -> !part.isEmpty()).toList();
        if (filled.size() < path.size() && isPath(filled)) {
            return Optional.of(
                    "a slash is doubled, or stands at the end; did you mean /" + String.join("/", filled) + "?");
        }
        return named(path.get(path.size() - 1));
    }

    /** Whether some method is answered here. */
    private boolean isPath(List<String> path) {
        return rows.getOrDefault(path.size(), List.of()).stream().anyMatch(row -> row.fits(path));
    }

    /** How an operation is called whose name was taken for its path. */
    private static Optional<String> named(String name) {
        List<String> names =
                Stream.of(Operation.values()).map(Operation::wireName).toList();
        return Nearest.to(name, names)
                .flatMap(near -> Stream.of(Operation.values())
                        .filter(operation -> operation.wireName().equals(near))
                        .findFirst())
                .map(operation -> operation.wireName() + " is called by "
                        + operation.ways().get(0) + ".");
    }

    private static String shown(String method, List<String> path) {
        String text = method + " /" + String.join("/", path);
        return text.length() <= MAX_SHOWN_PATH ? text : text.substring(0, MAX_SHOWN_PATH) + "...";
    }

    private static void checkVersion(List<String> path) {
        if (!VERSION.matcher(path.get(0)).matches()) {
            throw INVALID_URI.with("Paths of the API begin with /v1/blb, the emulator's own with /_blb/.");
        }
        if (!path.get(0).equals("v1")) {
            throw INVALID_VERSION.with(
                    "It is \"%s\"; allowed is v1, and v2 for machines and security groups.", path.get(0));
        }
    }
}
