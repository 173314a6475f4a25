package dev.blb.contract.lies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.lies.Lie.Answer;
import dev.blb.contract.lies.Lie.Request;
import dev.blb.contract.lies.Lie.Teller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The lies about every member of every answer that follow from the catalogue: the member is dropped, of a wrong type, always
 * what it was first, exchanged with a sibling of its type, kept from before an update, or another object's.
 */
final class AnswerLies {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<Lie> lies = new ArrayList<>();

    private AnswerLies() {}

    static List<Lie> all() {
        AnswerLies all = new AnswerLies();
        Catalogue.operations().forEach(all::about);
        return List.copyOf(all.lies);
    }

    /** Changes the successful answers to one operation, member by member. */
    private abstract static class Falsifier implements Teller {
        private final Op op;

        Falsifier(Op op) {
            this.op = op;
        }

        @Override
        public Answer answer(Request asked, Answer original) {
            if (original.succeeded() && isAsked(op, asked)) {
                change(original.body(), asked);
            }
            return original;
        }

        abstract void change(JsonNode body, Request asked);
    }

    static boolean isAsked(Op op, Request request) {
        StringBuilder target = new StringBuilder(request.path()).append('?');
        request.query()
                .forEach((name, value) ->
                        target.append(name).append('=').append(value).append('&'));
        return Catalogue.find(request.method(), target.substring(0, target.length() - 1))
                .filter(op::equals)
                .isPresent();
    }

    private void add(Op op, String what, boolean mustBeTold, Supplier<Teller> teller) {
        lies.add(new Lie(op.id() + ": " + what, op.id(), "", mustBeTold, teller));
    }

    private void about(Op op) {
        Map<String, List<String>> siblings = new LinkedHashMap<>();
        for (JsonNode field : op.response().path("fields")) {
            String name = field.path("name").asText();
            String type = field.path("type").asText().replace("|null", "");
            if (Unseen.isMember(field.path("presence").asText())) {
                continue;
            }
            single(op, name);
            siblings.computeIfAbsent(parent(name) + " " + type, key -> new ArrayList<>())
                    .add(name);
        }
        siblings.values().forEach(names -> {
            for (int i = 0; i < names.size(); i++) {
                for (int j = i + 1; j < names.size(); j++) {
                    exchanged(op, names.get(i), names.get(j));
                }
            }
        });
    }

    private static String parent(String name) {
        return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : "";
    }

    private void single(Op op, String name) {
        add(op, name + " is dropped", true, () -> new Falsifier(op) {
            @Override
            void change(JsonNode body, Request asked) {
                Place.of(body, name, "").forEach(place -> place.owner().remove(place.name()));
            }
        });
        add(op, name + " is of another type", true, () -> new Falsifier(op) {
            @Override
            void change(JsonNode body, Request asked) {
                Place.of(body, name, "").stream()
                        .filter(Place::isSet)
                        .forEach(place -> place.put(otherType(place.value())));
            }
        });
        add(op, name + " is always what it was first", false, () -> new Falsifier(op) {
            private final List<JsonNode> first = new ArrayList<>();

            @Override
            void change(JsonNode body, Request asked) {
                for (Place place : Place.of(body, name, "")) {
                    if (first.isEmpty() && place.isSet()) {
                        first.add(place.value());
                    }
                    if (place.isSet()) {
                        place.put(first.get(0));
                    }
                }
            }
        });
        add(op, name + " is another object's", false, () -> new Falsifier(op) {
            private final Map<String, JsonNode> seen = new LinkedHashMap<>();

            @Override
            void change(JsonNode body, Request asked) {
                List<Place> places = Place.of(body, name, object(body, asked));
                places.stream().filter(Place::isSet).forEach(place -> seen.put(place.key(), place.value()));
                for (Place place : places) {
                    seen.entrySet().stream()
                            .filter(other -> place.isSet()
                                    && !other.getKey().equals(place.key())
                                    && !other.getValue().equals(place.value()))
                            .reduce((one, later) -> later)
                            .ifPresent(other -> place.put(other.getValue()));
                }
            }
        });
        if (op.method().equals("GET")) {
            add(op, name + " is kept from before an update", false, () -> new Falsifier(op) {
                private final Map<String, JsonNode> kept = new HashMap<>();

                @Override
                void change(JsonNode body, Request asked) {
                    for (Place place : Place.of(body, name, object(body, asked))) {
                        place.put(kept.computeIfAbsent(place.key(), key -> place.value()));
                    }
                }
            });
        }
    }

    /** What an answer is about: an instance, or the request where it names none. */
    private static String object(JsonNode body, Request asked) {
        return body.path("blbId").asText() + " " + asked.path() + " "
                + asked.query().getOrDefault("listenerPort", "");
    }

    private static JsonNode otherType(JsonNode value) {
        if (value.isTextual()) {
            return JSON.numberNode(7);
        }
        return value.isContainerNode() ? JSON.textNode("text") : JSON.textNode(value.asText());
    }

    private void exchanged(Op op, String one, String other) {
        String last = other.substring(other.lastIndexOf('.') + 1);
        add(op, one + " and " + last + " are exchanged", false, () -> new Falsifier(op) {
            @Override
            void change(JsonNode body, Request asked) {
                for (Place place : Place.of(body, one, "")) {
                    Place sibling = new Place(place.owner(), last, "");
                    JsonNode value = place.value();
                    place.put(sibling.value());
                    sibling.put(value);
                }
            }
        });
    }
}
