package dev.blb.emulator.http;

import static dev.blb.emulator.settings.SettingsTable.ANSWERS;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.Answers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The members of answers that official pages or the models of the official Java SDKs have [n6], as data: for each operation with an
 * answer, and for the path of each empty list of a neighbour, its members, such as {@code blbList[].blbId}. A question mark marks one
 * that is left out where it is null or empty [n7]. Of the services around load balancers what only the Go SDK's models have is missing.
 */
final class DocumentedAnswers {
    private static final String RESOURCE = "/documented-answers.json";

    /** A member, and what is inside it; nothing inside means that it is kept as it is. */
    private record Member(boolean leftOutIfEmpty, Map<String, Member> inside) {
        static Member named(boolean leftOutIfEmpty) {
            return new Member(leftOutIfEmpty, new TreeMap<>());
        }
    }

    private static final Map<String, Member> MEMBERS = read();

    private DocumentedAnswers() {}

    /**
     * The text of an answer, by the setting {@code --answers} without the members that are not documented.
     *
     * @param name the operation's name, or the path of a neighbour's list
     */
    static String written(Settings settings, String name, Object answer) {
        return settings.get(ANSWERS) == Answers.FULL
                ? Json.write(answer)
                : Json.write(reduced(Json.tree(answer), MEMBERS.getOrDefault(name, Member.named(false))));
    }

    private static JsonNode reduced(JsonNode value, Member member) {
        if (member.inside().isEmpty()) {
            return value;
        }
        if (value.isArray()) {
            var elements = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(element -> elements.add(reduced(element, member)));
            return elements;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        value.properties().forEach(each -> {
            Member known = member.inside().get(each.getKey());
            if (known != null && !(known.leftOutIfEmpty() && isEmpty(each.getValue()))) {
                kept.set(each.getKey(), reduced(each.getValue(), known));
            }
        });
        return kept;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull()
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isContainerNode() && value.isEmpty());
    }

    private static Map<String, Member> read() {
        try (InputStream in = DocumentedAnswers.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            Map<String, List<String>> paths = new ObjectMapper().readValue(in, new TypeReference<>() {});
            Map<String, Member> answers = new TreeMap<>();
            paths.forEach((operation, members) -> answers.put(operation, answer(members)));
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    private static Member answer(List<String> paths) {
        Member answer = Member.named(false);
        for (String path : paths) {
            boolean leftOutIfEmpty = path.endsWith("?");
            Member at = answer;
            for (String name : path.replace("[]", "").replace("?", "").split("\\.", -1)) {
                at = at.inside().computeIfAbsent(name, key -> Member.named(leftOutIfEmpty));
            }
        }
        return answer;
    }
}
