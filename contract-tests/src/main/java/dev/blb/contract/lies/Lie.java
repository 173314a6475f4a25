package dev.blb.contract.lies;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a service could be wrong.
 *
 * @param name what is wrong, in a few words
 * @param where the part of a suite class's name that is likely to notice, asked first
 * @param request how a request is falsified before it is passed on; null to answer it without asking the service
 * @param answer how an answer is falsified on its way back
 */
record Lie(
        String name,
        String where,
        UnaryOperator<@Nullable Request> request,
        BiFunction<Request, Answer, Answer> answer) {
    /**
     * A request on its way.
     *
     * @param query by name, in order; a flag has an empty value
     */
    record Request(String method, String path, Map<String, String> query, JsonNode body) {
        boolean is(String otherMethod, String pathPattern) {
            return method.equals(otherMethod) && path.matches(pathPattern);
        }

        Request without(String parameter) {
            Map<String, String> less = new LinkedHashMap<>(query);
            less.remove(parameter);
            return new Request(method, path, less, body);
        }
    }

    /** An answer on its way back; the body is missing where there is none. */
    record Answer(int status, JsonNode body, Map<String, String> headers) {
        Answer withStatus(int other) {
            return new Answer(other, body, headers);
        }

        Answer withHeader(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Answer(status, body, more);
        }

        boolean succeeded() {
            return status == 200;
        }

        boolean has(String code) {
            return body.path("code").asText().equals(code);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
