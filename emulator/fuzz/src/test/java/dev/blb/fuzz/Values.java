package dev.blb.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Values after a JSON Schema: mostly what it allows, often its bounds, sometimes anything else. */
final class Values {
    private static final int KEPT_PER_NAME = 40;
    private static final int DEEPEST = 6;
    private static final Pattern SHOWN =
            Pattern.compile("\"(\\w*(?:Id|Ids|ip|Ip|eip|address|name|cidr|zoneName))\":\"([^\"\\\\]{1,80})\"");
    /** What answers call differently from parameters, or never show: what the emulator declares by default. */
    private static final Map<String, List<String>> KNOWN = Map.of(
            "vpcId", List.of("vpc-emulator0001"),
            "subnetId", List.of("sbn-emulator0001"),
            "instanceId", List.of("i-emul0001", "i-emul0002", "i-emul0003"),
            "certIds", List.of("cert-emulator0001"),
            "securityGroupIds", List.of("g-emulator0001"),
            "enterpriseSecurityGroupIds", List.of("esg-emulator0001"),
            "kind", List.of("vpcs", "subnets", "machines", "securityGroups", "certificates", "eips"),
            "account", List.of(Emulator.ACCESS_KEY),
            "listenerPort", List.of("80", "443", "8080"));

    private final Draw draw;
    private final JsonNode document;
    private final Map<String, List<String>> seen = new HashMap<>();

    Values(Draw draw, JsonNode document) {
        this.draw = draw;
        this.document = document;
    }

    /** Keeps the ids, names and addresses of an answer for later inputs. */
    void keep(String answer) {
        Matcher shown = SHOWN.matcher(answer);
        for (int found = 0; found < 20 && shown.find(); found++) {
            List<String> values = seen.computeIfAbsent(shown.group(1), name -> new ArrayList<>());
            if (values.size() == KEPT_PER_NAME) {
                values.remove(draw.below(KEPT_PER_NAME));
            }
            values.add(shown.group(2));
        }
    }

    void forget() {
        seen.clear();
    }

    /** A value as JSON text. */
    String json(JsonNode schema, String name) {
        return json(schema, name, 0);
    }

    private String json(JsonNode given, String name, int depth) {
        JsonNode schema =
                given.has("$ref") ? document.at(given.path("$ref").asText().substring(1)) : given;
        if (draw.chance(4) || depth > DEEPEST) {
            return draw.oddJson();
        }
        if (schema.has("anyOf") || schema.has("oneOf")) {
            return json(draw.of(list(schema.has("anyOf") ? schema.path("anyOf") : schema.path("oneOf"))), name, depth);
        }
        if (schema.has("enum") && draw.chance(90)) {
            return draw.of(list(schema.path("enum"))).toString();
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer", "number" -> Long.toString(number(schema));
            case "boolean" -> Boolean.toString(draw.chance(50));
            case "string" -> quoted(text(schema, name));
            default -> draw.chance(70) ? quoted(text(schema, name)) : draw.oddJson();
        };
    }

    private String object(JsonNode schema, int depth) {
        List<String> required =
                list(schema.path("required")).stream().map(JsonNode::asText).toList();
        List<String> members = new ArrayList<>();
        schema.path("properties").properties().forEach(member -> {
            if (draw.chance(required.contains(member.getKey()) ? 97 : depth == 0 ? 25 : 50)) {
                members.add(quoted(member.getKey()) + ":" + json(member.getValue(), member.getKey(), depth + 1));
            }
        });
        if (schema.path("additionalProperties").isObject()) {
            members.add(quoted(draw.word(3)) + ":" + json(schema.path("additionalProperties"), "", depth + 1));
        }
        if (draw.chance(3)) {
            members.add(quoted(draw.oddText()) + ":" + draw.oddJson());
        }
        return members.stream().collect(Collectors.joining(",", "{", "}"));
    }

    private String array(JsonNode schema, String name, int depth) {
        int size = draw.chance(5) ? draw.below(200) : 1 + draw.below(2);
        return java.util.stream.IntStream.range(0, size)
                .mapToObj(index -> json(schema.path("items"), name, depth + 1))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private long number(JsonNode schema) {
        return draw.around(
                schema.path("minimum").asLong(0), schema.path("maximum").asLong(65_535));
    }

    /** A value of a parameter as plain text. */
    String text(JsonNode schema, String name) {
        if (draw.chance(6)) {
            return draw.oddText();
        }
        if (schema.path("type").asText().equals("integer")) {
            return Long.toString(number(schema));
        }
        if (schema.path("type").asText().equals("boolean")) {
            return Boolean.toString(draw.chance(50));
        }
        if (schema.has("enum")) {
            return draw.of(list(schema.path("enum"))).asText();
        }
        Optional<String> known = draw.chance(30) ? Optional.empty() : draw.any(known(name));
        if (known.isPresent()) {
            return known.get();
        }
        if (draw.chance(20)) {
            return draw.of(
                    List.of("172.16.0.1", "192.168.0.0/16", "10.0.0.0/8", "30s", "normal", "month", "a".repeat(65)));
        }
        return draw.word((int) draw.around(
                Math.max(1, schema.path("minLength").asLong(1)),
                Math.min(200, schema.path("maxLength").asLong(10))));
    }

    private List<String> known(String name) {
        List<String> values = new ArrayList<>(KNOWN.getOrDefault(name, List.of()));
        values.addAll(seen.getOrDefault(name, List.of()));
        if (name.endsWith("Ids") && values.isEmpty()) {
            values.addAll(seen.getOrDefault(name.substring(0, name.length() - 1), List.of()));
        }
        return values;
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate((char) c)) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
