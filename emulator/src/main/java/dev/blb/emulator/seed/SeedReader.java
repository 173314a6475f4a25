package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.MALFORMED_JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads one seed within bounds, so that what it costs follows from its length: aliases may not multiply its content, nesting
 * and the length of names are limited.
 */
final class SeedReader {
    /** A world nests seven levels. */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_NAME_LENGTH = 128;

    /** How many values any document may have after aliases are expanded; without aliases it has fewer than characters. */
    private static final int ANY_NODES = 100_000;

    private static final int MAX_SHOWN = 80;
    private static final String ALLOWED = "; allowed is one document in YAML or JSON";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SeedSource source;
    private int nodesLeft;

    SeedReader(SeedSource source) {
        this.source = source;
        this.nodesLeft = Math.max(ANY_NODES, source.text().length());
    }

    SeedText read() {
        String scanned = source.scanned();
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.name())
                .setSchema(new CoreSchema())
                .setCodePointLimit(Integer.MAX_VALUE)
                // They are refused here, where the place is known.
                .setAllowNonScalarKeys(true)
                // The whole text at once: the parser fails where a character outside the BMP crosses the end of a
                // buffer.
                .setBufferSize(scanned.length() + 1)
                .build();
        Node root = composed(settings, new StreamReader(settings, scanned));
        if (converted("", root, MAX_DEPTH) instanceof ObjectNode tree) {
            return new SeedText(source, tree, root);
        }
        throw inappropriate(
                root,
                "top level must be a mapping, such as \"vpcs:\"; found "
                        + (root instanceof SequenceNode ? "a list" : "a single value"));
    }

    private Node composed(LoadSettings settings, StreamReader reader) {
        try {
            return new Composer(settings, new Shallow(new ParserImpl(settings, reader)))
                    .getSingleNode()
                    .filter(node -> !isNull(node))
                    .orElseGet(SeedReader::nothing);
        } catch (MarkedYamlEngineException e) {
            throw malformed(source.place(e.getProblemMark()), e.getProblem() + ALLOWED);
        } catch (ReaderException e) {
            throw unprintable();
        } catch (IllegalArgumentException e) {
            // The scanner reads the digits of an escape without a look at how many there are, and what they name.
            throw malformed(
                    source.place(reader.getMark()),
                    "an escape such as \\u, \\U or \\x in a text names no character" + ALLOWED);
        } catch (YamlEngineException e) {
            throw malformed(source.place(reader.getMark()), e.getMessage() + ALLOWED);
        }
    }

    private SeedException unprintable() {
        String text = source.text();
        int at = 0;
        while (StreamReader.isPrintable(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return malformed(
                source.place(at),
                "the character U+%04X stands there; allowed is what can be printed, and between double quotes an"
                                .formatted(text.codePointAt(at))
                        + " escape such as \\x1b");
    }

    private static Node nothing() {
        return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
    }

    /** A parser that refuses to nest deeper than {@link #MAX_DEPTH}: the composer behind it is recursive. */
    private final class Shallow implements Parser {
        private final Parser parser;
        private int depth;

        Shallow(Parser parser) {
            this.parser = parser;
        }

        @Override
        public boolean checkEvent(Event.ID choice) {
            return parser.checkEvent(choice);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }

        @Override
        public boolean hasNext() {
            return parser.hasNext();
        }

        @Override
        public Event next() {
            Event event = parser.next();
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > MAX_DEPTH) {
                throw tooDeep(source.place(event.getStartMark()));
            }
            return event;
        }
    }

    private static SeedException tooDeep(String place) {
        return malformed(
                place, "the document is nested too deep, or contains itself; allowed are " + MAX_DEPTH + " levels");
    }

    private static SeedException malformed(String place, String complaint) {
        return new SeedException(MALFORMED_JSON, place + ": " + complaint);
    }

    private SeedException inappropriate(Node node, String complaint) {
        return new SeedException(INAPPROPRIATE_JSON, source.place(node) + ": " + complaint);
    }

    private JsonNode converted(String path, Node node, int levels) {
        if (--nodesLeft < 0) {
            throw malformed(
                    source.place(node), "aliases (*name) multiply the document to more values than it has characters");
        }
        // An anchor may name what it stands in, which the parser's events do not show.
        if (levels < 0) {
            throw tooDeep(source.place(node));
        }
        if (node instanceof MappingNode mapping) {
            return object(path, mapping, levels);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node element : sequence.getValue()) {
                array.add(converted(path + "[" + array.size() + "]", element, levels - 1));
            }
            return array;
        }
        return scalar(path, (ScalarNode) node);
    }

    private ObjectNode object(String path, MappingNode mapping, int levels) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Set<String> seen = new HashSet<>();
        for (NodeTuple member : mapping.getValue()) {
            if (!(member.getKeyNode() instanceof ScalarNode key)) {
                throw inappropriate(member.getKeyNode(), "a member's name is no text");
            }
            if (key.getValue().length() > MAX_NAME_LENGTH) {
                throw inappropriate(
                        key,
                        "a member's name has " + key.getValue().length() + " characters; allowed are at most "
                                + MAX_NAME_LENGTH);
            }
            String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            if (!seen.add(key.getValue())) {
                throw inappropriate(key, inner + " stands twice; allowed is once");
            }
            if (!isNull(member.getValueNode())) {
                object.set(key.getValue(), converted(inner, member.getValueNode(), levels - 1));
            }
        }
        return object;
    }

    private JsonNode scalar(String path, ScalarNode scalar) {
        String value = scalar.getValue();
        if (scalar.getTag().equals(Tag.STR)) {
            if (hasLoneSurrogate(value)) {
                throw malformed(
                        source.place(scalar), path + " has one half of a surrogate pair; allowed are whole characters");
            }
            return JsonNodeFactory.instance.textNode(value);
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(value));
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            // Numbers of YAML's core schema that JSON does not know, such as 0o17 or .inf, are none that a member
            // takes.
            return JSON.readTree(value.replaceFirst("^\\+?0*(?=\\d)", ""));
        } catch (IOException e) {
            throw inappropriate(
                    scalar,
                    path + " is " + (value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "...")
                            + "; allowed are texts, numbers as in JSON, true, false, lists and objects");
        }
    }

    private static boolean hasLoneSurrogate(String value) {
        return value.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }
}
