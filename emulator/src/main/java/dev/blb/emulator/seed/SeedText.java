package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MALFORMED_JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A seed as it was written, in YAML 1.2 or JSON, with the line of each member.
 *
 * @param name the file, for messages
 * @param tree its members; null is taken out, as it equals absent
 * @param lines the line, from 1, of each path such as {@code loadBalancers[2].listeners[0].listenerPort}
 */
public record SeedText(String name, ObjectNode tree, Map<String, Integer> lines) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a text.
     *
     * @throws SeedException MalformedJSON if it is neither YAML nor JSON, InappropriateJSON if it is no object
     */
    static SeedText parse(String name, String text) {
        // YAML refuses tabs where JSON has them; in JSON a tab is never more than white space.
        boolean isJson = text.stripLeading().startsWith("{");
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        SeedText empty = new SeedText(name, JsonNodeFactory.instance.objectNode(), new HashMap<>());
        try {
            Node root = new Compose(settings)
                    .composeString(isJson ? text.replace('\t', ' ') : text)
                    .orElse(null);
            if (root == null || isNull(root)) {
                return empty;
            }
            if (empty.converted("", root) instanceof ObjectNode tree) {
                return new SeedText(name, tree, empty.lines());
            }
            throw new SeedException(INAPPROPRIATE_JSON, name + ":1: the document is no object with members");
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> ":" + (mark.getLine() + 1) + ": column " + (mark.getColumn() + 1))
                    .orElse("");
            throw new SeedException(
                    MALFORMED_JSON, name + line + ": " + e.getProblem() + "; allowed is one document in YAML or JSON");
        } catch (YamlEngineException e) {
            throw new SeedException(
                    MALFORMED_JSON, name + ": " + e.getMessage() + "; allowed is one document in YAML or JSON");
        } catch (StackOverflowError e) {
            // An anchor may name what it stands in, and brackets may nest as deep as the text is long.
            throw new SeedException(MALFORMED_JSON, name + ": the document is nested too deep, or contains itself");
        }
    }

    /** Reads a file, or every file of a folder that ends in .yaml, .yml or .json, in the order of their names. */
    static List<SeedText> read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                List<SeedText> texts = new ArrayList<>();
                try (Stream<Path> files = Files.list(path)) {
                    for (Path file : files.filter(
                                    each -> each.getFileName().toString().matches(".*\\.(yaml|yml|json)"))
                            .sorted()
                            .toList()) {
                        texts.addAll(read(file));
                    }
                }
                return texts;
            }
            return List.of(parse(path.toString(), Files.readString(path)));
        } catch (NoSuchFileException e) {
            throw new SeedException(
                    INVALID_PARAMETER, "seed is \"" + path + "\"; allowed is a file or folder that is there");
        } catch (CharacterCodingException e) {
            throw new SeedException(INVALID_PARAMETER, path + ": the file is not UTF-8");
        } catch (IOException | UncheckedIOException e) {
            throw new SeedException(INVALID_PARAMETER, path + ": the file cannot be read (" + e + ")");
        }
    }

    private JsonNode converted(String path, Node node) {
        lines.put(path, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
        if (node instanceof MappingNode mapping) {
            return object(path, mapping);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node element : sequence.getValue()) {
                array.add(converted(path + "[" + array.size() + "]", element));
            }
            return array;
        }
        return scalar(path, (ScalarNode) node);
    }

    private ObjectNode object(String path, MappingNode mapping) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Set<String> seen = new HashSet<>();
        for (NodeTuple member : mapping.getValue()) {
            int line = member.getKeyNode()
                    .getStartMark()
                    .map(mark -> mark.getLine() + 1)
                    .orElse(1);
            if (!(member.getKeyNode() instanceof ScalarNode key)) {
                throw new SeedException(INAPPROPRIATE_JSON, name + ":" + line + ": a member's name is no text");
            }
            String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            if (!seen.add(key.getValue())) {
                throw new SeedException(
                        INAPPROPRIATE_JSON, name + ":" + line + ": " + inner + " stands twice; allowed is once");
            }
            if (!isNull(member.getValueNode())) {
                object.set(key.getValue(), converted(inner, member.getValueNode()));
                // Where a member begins is where its name is.
                lines.put(inner, line);
            }
        }
        return object;
    }

    private JsonNode scalar(String path, ScalarNode scalar) {
        if (scalar.getTag().equals(Tag.STR)) {
            return JsonNodeFactory.instance.textNode(scalar.getValue());
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(scalar.getValue()));
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            // Numbers of YAML's core schema that JSON does not know, such as 0o17 or .inf, are none that a member
            // takes.
            return JSON.readTree(scalar.getValue().replaceFirst("^\\+?0*(?=\\d)", ""));
        } catch (IOException e) {
            throw new SeedException(
                    INAPPROPRIATE_JSON,
                    name + ":" + lines.get(path) + ": " + path + " is " + scalar.getValue()
                            + "; allowed are texts, numbers as in JSON, true, false, lists and objects");
        }
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    /** The line of a path, or of the nearest thing around it. */
    int line(String path) {
        String around = path;
        while (!lines.containsKey(around) && !around.isEmpty()) {
            around = around.substring(0, Math.max(0, Math.max(around.lastIndexOf('.'), around.lastIndexOf('['))));
        }
        return lines.getOrDefault(around, 1);
    }

    /** A document in YAML. */
    static String yaml(ObjectNode document) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(Integer.MAX_VALUE)
                .setSchema(new CoreSchema())
                .build();
        return new Dump(settings).dumpToString(JSON.convertValue(document, Object.class));
    }
}
