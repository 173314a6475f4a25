package dev.blb.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.client.Answer.NotOfTheApi;
import dev.blb.client.internal.Required;
import dev.blb.client.model.Members;
import dev.blb.client.model.OpenEnum;
import dev.blb.client.model.Page;
import dev.blb.client.model.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation: all that stays the same in every attempt, including the client token. Built in one expression
 * and sent once.
 */
final class Call {
    private final Start start;
    private final Operation operation;
    private final String path;
    private final StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    private byte[] body = {};

    private Call(Start start, Operation operation, String blbId) {
        this.start = start;
        this.operation = operation;
        this.path = operation.path(blbId);
    }

    /**
     * Makes the calls of a group of operations.
     *
     * @param clientToken null unless the user chose one
     * @param pollEnd when the poll ends that the calls are a part of; null for calls of their own
     */
    record Start(
            Chain chain,
            @Nullable String clientToken,
            @Nullable Instant pollEnd) {
        Start(Chain chain) {
            this(chain, null, null);
        }

        Start withClientToken(String token) {
            if (!Required.notNull("clientToken", token).matches("[\\x21-\\x7e]{1,64}")) {
                throw new IllegalArgumentException(
                        "clientToken \"" + token + "\" is not 1..64 printable ASCII characters without spaces");
            }
            return new Start(chain, token, pollEnd);
        }

        /** The same calls as a part of a poll that ends at this time. */
        Start until(Instant end) {
            return new Start(chain, clientToken, end);
        }

        /** A call that names no instance. */
        Call to(Operation operation) {
            return begin(operation, "");
        }

        /** A call about an instance. */
        Call to(Operation operation, String blbId) {
            // With an empty id the path would name another operation.
            return begin(operation, Required.id("blbId", blbId, "lb-"));
        }

        private Call begin(Operation operation, String blbId) {
            Call call = new Call(this, operation, blbId);
            if (!operation.flag().isEmpty()) {
                call.query.add(operation.flag());
            }
            return operation.writes()
                    ? call.query("clientToken", clientToken == null ? UUID.randomUUID() : clientToken)
                    : call;
        }
    }

    /** Whether the call is a part of a wait that began before. */
    boolean isPoll() {
        return start.pollEnd != null;
    }

    /** This time, or what is left of it until the end of the poll. */
    Duration atMost(Duration time, Instant now) {
        if (start.pollEnd == null) {
            return time;
        }
        Duration left = Duration.between(now, start.pollEnd);
        return left.isNegative() ? Duration.ZERO : left.compareTo(time) < 0 ? left : time;
    }

    Operation operation() {
        return operation;
    }

    String path() {
        return path;
    }

    String target() {
        return path + query;
    }

    byte[] body() {
        return body;
    }

    Call query(String name, @Nullable Object value) {
        if (value != null) {
            String text = value instanceof OpenEnum open ? open.value() : value.toString();
            query.add(Signer.encode(name) + "=" + Signer.encode(text));
        }
        return this;
    }

    Call query(Members members) {
        members.asMap().forEach(this::query);
        return this;
    }

    Call query(PageRequest page) {
        return query("marker", Required.notNull("page", page).marker()).query("maxKeys", page.maxKeys());
    }

    Call body(Members members) {
        return body((Object) members);
    }

    Call body(String member, Object value) {
        return body(Map.of(member, value));
    }

    private Call body(Object object) {
        try {
            body = Json.MAPPER.writeValueAsBytes(object);
            return this;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("members are texts, numbers, booleans and lists of them", impossible);
        }
    }

    /** Sends a call whose answer is empty. */
    void send() {
        start.chain.send(this).readNothing();
    }

    /** Sends a call whose answer is one JSON object, with the id of what it tells of. */
    <T> T read(String id, Class<T> type) {
        return start.chain.send(this).read(json -> {
            if (json.path(id).asText("").isEmpty() || !json.path(id).isTextual()) {
                throw new NotOfTheApi("no text " + id);
            }
            return Json.MAPPER.treeToValue(json, type);
        });
    }

    /** Sends a call whose answer is one list in full. */
    <T> List<T> list(String member, Class<T> type) {
        return start.chain.send(this).read(json -> items(json, member, type));
    }

    /** Sends a call whose answer is one page of a list. */
    <T> Page<T> page(String member, Class<T> type) {
        return start.chain.send(this).read(json -> pageOf(json, member, type));
    }

    /** Sends a call whose answer is a page and more. */
    <T> T read(Answer.Reader<T> reader) {
        return start.chain.send(this).read(reader);
    }

    static <T> Page<T> pageOf(JsonNode json, String member, Class<T> type) throws JsonProcessingException {
        return new Page<>(
                items(json, member, type),
                json.path("marker").asText(""),
                json.path("nextMarker").isTextual() ? json.path("nextMarker").textValue() : "",
                json.path("isTruncated").asBoolean(),
                json.path("maxKeys").asInt());
    }

    private static <T> List<T> items(JsonNode json, String member, Class<T> type) throws JsonProcessingException {
        JsonNode list = json.path(member);
        // Services in Go write an empty list as null.
        if (!list.isArray() && !list.isNull()) {
            throw new NotOfTheApi("no array " + member);
        }
        List<T> items = new ArrayList<>();
        for (JsonNode item : list) {
            items.add(
                    Json.MAPPER.treeToValue(Answer.object(item, "an item of " + member + " is no JSON object"), type));
        }
        return items;
    }
}
