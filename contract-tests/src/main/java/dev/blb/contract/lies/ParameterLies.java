package dev.blb.contract.lies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.catalogue.Catalogue.Param;
import dev.blb.contract.lies.Lie.Answer;
import dev.blb.contract.lies.Lie.Request;
import dev.blb.contract.lies.Lie.Teller;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The lies about every parameter of every operation that follow from the catalogue: it is ignored, a bound is off by one to
 * either side, an enumerated value is refused or another one accepted, the default is another.
 */
final class ParameterLies {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<Lie> lies = new ArrayList<>();

    private ParameterLies() {}

    static List<Lie> all() {
        ParameterLies all = new ParameterLies();
        Catalogue.operations()
                .forEach(op -> op.params().stream()
                        .filter(param -> !param.in().equals("path"))
                        .forEach(param -> all.about(op, param)));
        return List.copyOf(all.lies);
    }

    // --- what a lie does to a request --------------------------------------------------------------------------

    /** The value of a parameter where it is given, as JSON. */
    private static List<JsonNode> values(Param param, Request request) {
        if (param.in().equals("query")) {
            String text = request.query().get(param.name());
            return text == null ? List.of() : List.of(JSON.textNode(text));
        }
        return Place.of(request.body(), param.name(), "").stream()
                .filter(Place::isSet)
                .map(Place::value)
                .toList();
    }

    private static Request replaced(Param param, Request request, UnaryOperator<JsonNode> change) {
        if (param.in().equals("query")) {
            String text = request.query().get(param.name());
            if (text == null) {
                return request;
            }
            JsonNode other = change.apply(JSON.textNode(text));
            return other.isMissingNode() ? request.without(param.name()) : request.with(param.name(), other.asText());
        }
        Place.of(request.body(), param.name(), "").stream()
                .filter(Place::isSet)
                .forEach(place -> place.put(change.apply(place.value())));
        return request;
    }

    private void add(Op op, Param param, String what, Teller teller) {
        lies.add(new Lie(
                op.id() + ": " + param.in() + " " + param.name() + " " + what, op.id(), "", true, () -> teller));
    }

    /** Passes another value on. */
    private void asking(Op op, Param param, String what, UnaryOperator<JsonNode> change) {
        add(op, param, what, new Teller() {
            @Override
            public @Nullable Request ask(Request request) {
                return AnswerLies.isAsked(op, request) ? replaced(param, request, change) : request;
            }
        });
    }

    /** Refuses what the service takes. */
    private void refusing(Op op, Param param, String what, Predicate<JsonNode> when) {
        add(op, param, what + " is refused", new Teller() {
            @Override
            public Answer answer(Request asked, Answer original) {
                boolean refuse = original.succeeded()
                        && AnswerLies.isAsked(op, asked)
                        && values(param, asked).stream().anyMatch(when);
                return refuse
                        ? new Answer(
                                400,
                                JSON.objectNode()
                                        .put("requestId", original.headers().getOrDefault("x-bce-request-id", ""))
                                        .put("code", "InvalidParameter")
                                        .put("message", param.leaf() + " is out of range"),
                                original.headers())
                        : original;
            }
        });
    }

    private static boolean is(JsonNode value, long number) {
        return value.isValueNode() && value.asText().equals(Long.toString(number));
    }

    // --- the lies ----------------------------------------------------------------------------------------------

    private void about(Op op, Param param) {
        JsonNode rules = param.rules();
        boolean hasEffect = !Unseen.isWithoutEffect(op, param);
        if (hasEffect) {
            asking(op, param, "is ignored", value -> MissingNode.getInstance());
        }
        bound(op, param, "min", -1);
        bound(op, param, "max", 1);
        lengths(op, param);
        enumeration(op, param);
        if (rules.has("default") && hasEffect) {
            add(op, param, "has another default", new Teller() {
                @Override
                public @Nullable Request ask(Request request) {
                    return AnswerLies.isAsked(op, request) ? withDefault(param, request, other(param)) : request;
                }
            });
        }
    }

    private void bound(Op op, Param param, String rule, long beyond) {
        if (param.rules().has(rule)) {
            JsonNode bound = param.rules().path(rule);
            long value = bound.asLong();
            if (beyond < 0 || !Unseen.isCutToTheMaximum(param)) {
                asking(
                        op,
                        param,
                        (value + beyond) + " is taken for " + value,
                        given -> is(given, value + beyond)
                                ? given.isTextual() ? JSON.textNode(bound.asText()) : bound
                                : given);
            }
            if (!Unseen.isExpensive(op, param)) {
                refusing(op, param, bound.asText(), given -> is(given, value));
            }
        }
    }

    private void lengths(Op op, Param param) {
        JsonNode rules = param.rules();
        if (rules.has("maxLength")) {
            int max = rules.path("maxLength").asInt();
            boolean bytes = rules.path("lengthUnit").asText().equals("bytes");
            asking(op, param, "longer than " + max + " is cut off", given -> {
                String text = given.asText();
                int length = length(text, bytes);
                return given.isTextual() && length > max && length <= max + 3
                        ? JSON.textNode(text.substring(0, text.length() - 1))
                        : given;
            });
            refusing(op, param, "of length " + max, given -> given.isTextual() && length(given.asText(), bytes) == max);
        }
        if (rules.path("minLength").asInt() == 1) {
            refusing(
                    op,
                    param,
                    "of length 1",
                    given -> given.isTextual() && given.asText().length() == 1);
        }
    }

    private static int length(String text, boolean bytes) {
        return bytes ? text.getBytes(StandardCharsets.UTF_8).length : text.codePointCount(0, text.length());
    }

    private void enumeration(Op op, Param param) {
        JsonNode words = param.rules().path("enum");
        for (JsonNode word : Unseen.isExpensive(op, param) ? List.<JsonNode>of() : words) {
            refusing(op, param, word.toString(), given -> hasWord(given, word.asText()));
        }
        // Another value of a selector asks for another operation, or for none.
        if (words.size() > 0 && !op.selectors().contains(param)) {
            asking(op, param, "that is not enumerated is taken for another", given -> {
                boolean known = given instanceof ArrayNode list
                        ? Catalogue.stream(list).allMatch(each -> isKnown(each, words))
                        : isKnown(given, words);
                JsonNode first = words.get(0);
                return known
                        ? given
                        : given instanceof ArrayNode ? JSON.arrayNode().add(first) : first;
            });
        }
    }

    private static boolean hasWord(JsonNode given, String word) {
        return given instanceof ArrayNode list
                ? Catalogue.stream(list).anyMatch(each -> each.asText().equals(word))
                : given.asText().equals(word);
    }

    private static boolean isKnown(JsonNode given, JsonNode words) {
        // Values of a wrong type are another lie's subject.
        return !given.isValueNode()
                || given.isTextual() != words.get(0).isTextual()
                || Catalogue.stream(words).anyMatch(given::equals);
    }

    private static JsonNode other(Param param) {
        JsonNode usual = param.rules().path("default");
        if (usual.isBoolean()) {
            return JSON.booleanNode(!usual.asBoolean());
        }
        if (usual.isNumber()) {
            long max = param.rules().path("max").asLong(Long.MAX_VALUE);
            return JSON.numberNode((int) (usual.asLong() < max ? usual.asLong() + 1 : usual.asLong() - 1));
        }
        return Catalogue.stream(param.rules().path("enum"))
                .filter(word -> !word.equals(usual))
                .findFirst()
                .orElseGet(() -> JSON.textNode(
                        param.rules().has("pattern") ? "http_1xx" : param.name().endsWith("URI") ? "/other" : "other"));
    }

    private static Request withDefault(Param param, Request request, JsonNode value) {
        if (param.in().equals("query")) {
            return request.query().containsKey(param.name()) ? request : request.with(param.name(), value.asText());
        }
        Place.of(request.body(), param.name(), "").stream()
                .filter(place -> !place.isSet())
                .forEach(place -> place.put(value));
        return request;
    }
}
