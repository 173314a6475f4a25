package dev.blb.contract.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the target answers, one JSON document for each operation, without a value that belongs to somebody: each is replaced
 * by its JSON type, except the words that the catalogue enumerates. All successful answers of an operation are merged, and
 * so are the items of a list, so that optional members are seen. Thread-safe.
 */
public final class Answers {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper WRITER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final Set<String> WORDS = Catalogue.operations()
            .flatMap(op -> op.params().stream())
            .flatMap(param -> Catalogue.stream(param.rules().path("enum")))
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .collect(Collectors.toSet());

    // A member's name, and no key, token or id: those have digits in number, or are long.
    private static final String NAME = "[a-z][A-Za-z]{0,24}[0-9]?[A-Za-z]{0,24}";
    private static final int LONGEST_NAME = 30;

    private final Map<String, JsonNode> byOperation = new TreeMap<>();

    /** Adds a successful answer to an operation. */
    public synchronized void add(String operation, JsonNode answer) {
        if (answer.isObject()) {
            byOperation.merge(operation, scrubbed(answer), Answers::merged);
        }
    }

    /** The documents by operation. */
    public synchronized Map<String, JsonNode> byOperation() {
        return new TreeMap<>(byOperation);
    }

    /** Writes one file for each operation. */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, JsonNode> each : byOperation().entrySet()) {
                Files.writeString(
                        folder.resolve(each.getKey() + ".json"), WRITER.writeValueAsString(each.getValue()) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode scrubbed(JsonNode node) {
        if (node.isObject()) {
            ObjectNode clean = JSON.objectNode();
            node.properties().forEach(member -> {
                String name = member.getKey();
                boolean known = name.matches(NAME) && name.length() <= LONGEST_NAME;
                clean.set(known ? name : "(name)", scrubbed(member.getValue()));
            });
            return clean;
        }
        if (node.isArray()) {
            JsonNode item = JSON.missingNode();
            for (JsonNode each : node) {
                item = item.isMissingNode() ? scrubbed(each) : merged(item, scrubbed(each));
            }
            return item.isMissingNode() ? JSON.arrayNode() : JSON.arrayNode().add(item);
        }
        return JSON.textNode(
                node.isTextual() && WORDS.contains(node.asText())
                        ? node.asText()
                        : node.isIntegralNumber()
                                ? "integer"
                                : node.getNodeType().toString().toLowerCase(java.util.Locale.ROOT));
    }

    private static JsonNode merged(JsonNode one, JsonNode other) {
        if (one.isObject() && other.isObject()) {
            ObjectNode all = ((ObjectNode) one).deepCopy();
            other.properties()
                    .forEach(member -> all.set(
                            member.getKey(),
                            all.has(member.getKey())
                                    ? merged(all.get(member.getKey()), member.getValue())
                                    : member.getValue()));
            return all;
        }
        if (one.isArray() && other.isArray()) {
            if (one.isEmpty() || other.isEmpty()) {
                return one.isEmpty() ? other : one;
            }
            return JSON.arrayNode().add(merged(one.get(0), other.get(0)));
        }
        if (one.isTextual() && other.isTextual()) {
            Set<String> kinds = new TreeSet<>(Set.of(one.asText().split("\\|", -1)));
            kinds.addAll(Set.of(other.asText().split("\\|", -1)));
            return JSON.textNode(String.join("|", kinds));
        }
        return one;
    }
}
