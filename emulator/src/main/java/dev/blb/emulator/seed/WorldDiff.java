package dev.blb.emulator.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.world.World.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two worlds' documents, by path. Elements of lists are told apart by what names them, not by where
 * they stand: {@code loadBalancers[lb-1a2b3c4d].listeners[TCP:80].scheduler}.
 */
public record WorldDiff(List<Line> added, List<Line> removed, List<Change> changed) {
    /** What names an element, by its list; a member that is not there is left out. */
    private static final Map<String, List<String>> NAMES = new HashMap<>(Map.of(
            Accounts.KIND,
            List.of(SeedFormat.ACCOUNT),
            SeedFormat.LOAD_BALANCERS,
            List.of("blbId"),
            SeedFormat.LISTENERS,
            List.of("listenerType", "listenerPort"),
            SeedFormat.SERVERS,
            List.of("instanceId"),
            SeedFormat.HEALTH,
            List.of(SeedFormat.ACCOUNT, "instanceId", "blbId", "listenerPort"),
            SeedFormat.ADDRESSES,
            List.of(SeedFormat.ACCOUNT, "instanceId"),
            "tags",
            List.of("tagKey")));

    static {
        for (Kind kind : Kind.values()) {
            NAMES.put(kind.plural(), List.of(SeedFormat.ACCOUNT, kind.idMember()));
        }
    }

    /** Something that only one of the two has. */
    public record Line(String path, JsonNode value) {}

    /** Something that the two have otherwise. */
    public record Change(String path, JsonNode from, JsonNode to) {}

    /** What changed from one document to the other. */
    public static WorldDiff between(ObjectNode from, ObjectNode to) {
        WorldDiff diff = new WorldDiff(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        diff.compare("", "", from, to);
        return diff;
    }

    private void compare(String path, String list, @Nullable JsonNode from, @Nullable JsonNode to) {
        if (from == null && to != null) {
            added.add(new Line(path, to));
        } else if (from != null && to == null) {
            removed.add(new Line(path, from));
        } else if (from != null && to != null && !from.equals(to)) {
            Optional<Map<String, JsonNode>> before = parts(path, list, from);
            Optional<Map<String, JsonNode>> after = parts(path, list, to);
            if (before.isEmpty() || after.isEmpty() || before.get().equals(after.get())) {
                // Equal parts of what differs: it is their order.
                changed.add(new Change(path, from, to));
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

    /** The members of an object, or the elements of a list whose elements have names, by path; empty for a value. */
    private static Optional<Map<String, JsonNode>> parts(String path, String list, JsonNode node) {
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
            String name = name(list, element);
            if (name.isEmpty() || parts.put(path + "[" + name + "]", element) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }

    private static String name(String list, JsonNode element) {
        return NAMES.getOrDefault(list, List.of()).stream()
                .map(member -> element.path(member).asText())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(":"));
    }
}
