package dev.blb.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.client.internal.Required;
import dev.blb.client.model.Members;
import dev.blb.client.model.OpenEnum;
import dev.blb.client.model.Page;
import dev.blb.client.model.PageRequest;
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
    private final Chain chain;
    private final Operation operation;
    private final String path;
    private final StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    private byte[] body = {};

    private Call(Chain chain, Operation operation, String blbId) {
        this.chain = chain;
        this.operation = operation;
        this.path = operation.path(blbId);
    }

    /** Makes the calls of a group of operations; the token is null unless the user chose one. */
    record Start(Chain chain, @Nullable String clientToken) {
        Start withClientToken(String token) {
            if (!Required.notNull("clientToken", token).matches("[\\x21-\\x7e]{1,64}")) {
                throw new IllegalArgumentException(
                        "clientToken \"" + token + "\" is not 1..64 printable ASCII characters without spaces");
            }
            return new Start(chain, token);
        }

        /** A call that names no instance. */
        Call to(Operation operation) {
            return begin(operation, "");
        }

        /** A call about an instance. */
        Call to(Operation operation, String blbId) {
            // With an empty id the path would name another operation.
            if (Required.notNull("blbId", blbId).isBlank()) {
                throw new IllegalArgumentException("blbId is blank");
            }
            return begin(operation, blbId);
        }

        private Call begin(Operation operation, String blbId) {
            Call call = new Call(chain, operation, blbId);
            if (!operation.flag().isEmpty()) {
                call.query.add(operation.flag());
            }
            return operation.writes()
                    ? call.query("clientToken", clientToken == null ? UUID.randomUUID() : clientToken)
                    : call;
        }
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
        chain.send(this).readNothing();
    }

    /** Sends a call whose answer is one JSON object. */
    <T> T read(Class<T> type) {
        return chain.send(this).read(json -> Json.MAPPER.treeToValue(json, type));
    }

    /** Sends a call whose answer is one list in full. */
    <T> List<T> list(String member, Class<T> type) {
        return chain.send(this).read(json -> items(json, member, type));
    }

    /** Sends a call whose answer is one page of a list. */
    <T> Page<T> page(String member, Class<T> type) {
        return chain.send(this).read(json -> pageOf(json, member, type));
    }

    /** Sends a call whose answer is a page and more. */
    <T> T read(Answer.Reader<T> reader) {
        return chain.send(this).read(reader);
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
        List<T> items = new ArrayList<>();
        for (JsonNode item : json.path(member)) {
            items.add(Json.MAPPER.treeToValue(item, type));
        }
        return items;
    }
}
