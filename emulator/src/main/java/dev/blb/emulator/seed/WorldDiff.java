package dev.blb.emulator.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two worlds' documents, by path. An element of a list is named by its key, not by its index: {@code
 * loadBalancers[lb-1a2b3c4d].listeners[TCP:80].scheduler}.
 */
public record WorldDiff(List<Line> added, List<Line> removed, List<Change> changed) {
    /** Something that only one of the documents has. */
    public record Line(String path, JsonNode value) {}

    /** Something that differs. */
    public record Change(String path, JsonNode from, JsonNode to) {}

    /** What changed from one document of a format to another. */
    public static WorldDiff between(SeedFormat format, ObjectNode from, ObjectNode to) {
        WorldDiff diff = new WorldDiff(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        new Comparison(format.keys(), diff).compare("", "", from, to);
        return diff;
    }

    /**
     * A comparison under way.
     *
     * @param keys the members that make the key of an element, by the name of its list
     */
    private record Comparison(Map<String, List<String>> keys, WorldDiff diff) {
        private void compare(String path, String list, @Nullable JsonNode from, @Nullable JsonNode to) {
            if (from == null && to != null) {
                diff.added.add(new Line(path, to));
            } else if (from != null && to == null) {
                diff.removed.add(new Line(path, from));
            } else if (from != null && to != null && !from.equals(to)) {
                Optional<Map<String, JsonNode>> before = parts(path, list, from);
                Optional<Map<String, JsonNode>> after = parts(path, list, to);
                if (before.isEmpty() || after.isEmpty() || before.get().equals(after.get())) {
                    // Equal parts in another order.
                    diff.changed.add(new Change(path, from, to));
                    return;
                }
                Set<String> names = new LinkedHashSet<>(before.get().keySet());
                names.addAll(after.get().keySet());
                for (String name : names) {
                    String member = name.substring(name.lastIndexOf('.') + 1);
                    compare(name, member, before.get().get(name), after.get().get(name));
                }
            }
        }

        /** The members of an object, or the elements of a list whose elements have different keys, by path; else empty. */
        private Optional<Map<String, JsonNode>> parts(String path, String list, JsonNode node) {
            Map<String, JsonNode> parts = new LinkedHashMap<>();
            if (node.isObject()) {
                node.properties()
                        .forEach(member -> parts.put(
                                path.isEmpty() ? member.getKey() : path + "." + member.getKey(), member.getValue()));
                return Optional.of(parts);
            }
            if (!node.isArray()) {
                return Optional.empty();
            }
            for (JsonNode element : node) {
                if (!element.isObject()) {
                    return Optional.empty();
                }
                String key = key(list, element);
                if (key.isEmpty() || parts.put(path + "[" + key + "]", element) != null) {
                    return Optional.empty();
                }
            }
            return Optional.of(parts);
        }

        private String key(String list, JsonNode element) {
            return keys.getOrDefault(list, List.of()).stream()
                    .map(member -> element.path(member).asText())
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(":"));
        }
    }
}
