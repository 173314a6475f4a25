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
import java.util.Locale;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final String text;
    private int nodesLeft;

    SeedReader(String name, String text) {
        this.name = name;
        this.text = text;
        this.nodesLeft = Math.max(ANY_NODES, text.length());
    }

    SeedText read() {
        // In JSON a tab is never more than white space, where YAML refuses it.
        String source = text.stripLeading().startsWith("{") ? escaped(text.replace('\t', ' ')) : text;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .setCodePointLimit(Integer.MAX_VALUE)
                // They are refused here, where the line is known.
                .setAllowNonScalarKeys(true)
                // The whole text at once: the parser fails where a character outside the BMP crosses the end of a
                // buffer.
                .setBufferSize(source.length() + 1)
                .build();
        Node root = new Composer(settings, new Shallow(new ParserImpl(settings, new StreamReader(settings, source))))
                .getSingleNode()
                .orElseGet(SeedReader::nothing);
        if (isNull(root)) {
            root = nothing();
        }
        if (converted("", root, MAX_DEPTH) instanceof ObjectNode tree) {
            return new SeedText(name, tree, root);
        }
        throw new SeedException(
                INAPPROPRIATE_JSON,
                name + ":1: top level must be a mapping, such as \"vpcs:\"; found "
                        + (root instanceof SequenceNode ? "a list" : "a single value"));
    }

    private static Node nothing() {
        return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
    }

    /** JSON text with every character that JSON allows in texts and YAML does not as an escape, which both read alike. */
    private static String escaped(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || (c != '\ufeff' && StreamReader.isPrintable(c) && c != 0x85)) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return escaped.toString();
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
                throw tooDeep(
                        event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
            }
            return event;
        }
    }

    private SeedException tooDeep(int line) {
        return malformed(
                line, "the document is nested too deep, or contains itself; allowed are " + MAX_DEPTH + " levels");
    }

    private SeedException malformed(int line, String complaint) {
        return new SeedException(MALFORMED_JSON, name + ":" + line + ": " + complaint);
    }

    private SeedException inappropriate(int line, String complaint) {
        return new SeedException(INAPPROPRIATE_JSON, name + ":" + line + ": " + complaint);
    }

    private JsonNode converted(String path, Node node, int levels) {
        if (--nodesLeft < 0) {
            throw malformed(line(node), "aliases (*name) multiply the document to more values than it has characters");
        }
        // An anchor may name what it stands in, which the parser's events do not show.
        if (levels < 0) {
            throw tooDeep(line(node));
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
            int line = line(member.getKeyNode());
            if (!(member.getKeyNode() instanceof ScalarNode key)) {
                throw inappropriate(line, "a member's name is no text");
            }
            if (key.getValue().length() > MAX_NAME_LENGTH) {
                throw inappropriate(
                        line,
                        "a member's name has " + key.getValue().length() + " characters; allowed are at most "
                                + MAX_NAME_LENGTH);
            }
            String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            if (!seen.add(key.getValue())) {
                throw inappropriate(line, inner + " stands twice; allowed is once");
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
                throw malformed(line(scalar), path + " has one half of a surrogate pair; allowed are whole characters");
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
                    line(scalar),
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

    /** The line of a node, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
