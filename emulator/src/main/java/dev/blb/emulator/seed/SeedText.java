package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A seed as it was written, in YAML 1.2 or JSON, with the place of each member.
 *
 * @param source its characters
 * @param tree its members; null is taken out, as it equals absent
 * @param root the same as YAML's parser sees it, with places
 */
public record SeedText(SeedSource source, ObjectNode tree, Node root) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a text.
     *
     * @throws SeedException MalformedJSON if it is neither YAML nor JSON or exceeds a bound of {@link SeedReader},
     *     InappropriateJSON if it is no object
     */
    static SeedText parse(String name, String text) {
        return new SeedReader(new SeedSource(name, text)).read();
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
            return List.of(parse(FileNames.text(path), Files.readString(path)));
        } catch (NoSuchFileException e) {
            throw new SeedException(
                    INVALID_PARAMETER,
                    "seed is \"" + FileNames.text(path) + "\"; allowed is a file or folder that is there");
        } catch (CharacterCodingException e) {
            throw new SeedException(INVALID_PARAMETER, FileNames.text(path) + ": the file is not UTF-8");
        } catch (IOException | UncheckedIOException e) {
            throw new SeedException(INVALID_PARAMETER, FileNames.text(path) + ": the file cannot be read (" + e + ")");
        }
    }

    /** The place of a path such as {@code loadBalancers[2].listeners[0].listenerPort}, or of the nearest thing around it. */
    String place(String path) {
        return source.place(new Walk(root, path).begin);
    }

    /** Whether something stands at a path. */
    boolean has(String path) {
        return new Walk(root, path).isComplete;
    }

    /**
     * The way along a path as far as the document goes. Places are found this way and not noted for every path: the texts of
     * all paths can be a thousand times as long as the document.
     */
    private static final class Walk {
        private Node begin;
        private boolean isComplete;

        Walk(Node root, String path) {
            begin = root;
            step(root, root, path);
        }

        private void step(Node node, Node beginning, String rest) {
            begin = beginning;
            isComplete = rest.isEmpty();
            if (node instanceof MappingNode mapping) {
                String name = rest.startsWith(".") ? rest.substring(1) : rest;
                member(mapping, name).ifPresent(found -> {
                    String key = ((ScalarNode) found.getKeyNode()).getValue();
                    // Where a member begins is where its name is.
                    step(found.getValueNode(), found.getKeyNode(), name.substring(key.length()));
                });
            } else if (node instanceof SequenceNode sequence && rest.startsWith("[")) {
                int end = rest.indexOf(']');
                // A rule that a list breaks as a whole names none of its elements.
                int index = end == 1 ? Integer.MAX_VALUE : Integer.parseInt(rest.substring(1, end));
                isComplete = end == 1;
                if (index < sequence.getValue().size()) {
                    Node element = sequence.getValue().get(index);
                    step(element, element, rest.substring(end + 1));
                }
            }
        }

        /** The member that the rest of a path begins with: the longest, as a name may hold dots. */
        private static Optional<NodeTuple> member(MappingNode mapping, String rest) {
            return mapping.getValue().stream()
                    .filter(each -> each.getKeyNode() instanceof ScalarNode key
                            && rest.startsWith(key.getValue())
                            && !SeedReader.isNull(each.getValueNode())
                            && (rest.length() == key.getValue().length()
                                    || ".[".indexOf(rest.charAt(key.getValue().length())) >= 0))
                    .max(Comparator.comparingInt(
                            each -> ((ScalarNode) each.getKeyNode()).getValue().length()));
        }
    }

    /** A document in YAML. */
    static String yaml(JsonNode document) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(Integer.MAX_VALUE)
                .setSchema(new CoreSchema())
                .build();
        return new Dump(settings).dumpToString(JSON.convertValue(document, Object.class));
    }
}
