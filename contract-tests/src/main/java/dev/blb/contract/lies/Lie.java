package dev.blb.contract.lies;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a service could be wrong.
 *
 * @param name what is wrong, in a few words
 * @param operation the official name of the operation that is wrong; empty if it is more than one
 * @param where the part of a class's name whose cases are likely to notice, asked first; empty if the operation says it
 * @param mustBeTold whether some case must ask for what is wrong; otherwise it may be that the lie is none, such as another
 *     object's value that is the same
 * @param tellers makes what tells it, for one run: it may remember what it has seen
 */
record Lie(String name, String operation, String where, boolean mustBeTold, Supplier<Teller> tellers) {
    /** Falsifies requests and answers on their way. It may change the bodies that it is given. */
    interface Teller {
        /** The request to pass on; null to answer success without asking the service. */
        default @Nullable Request ask(Request request) {
            return request;
        }

        /** The answer to pass back. */
        default Answer answer(Request asked, Answer original) {
            return original;
        }
    }

    /** A lie about several operations that remembers nothing. */
    static Lie of(
            String name,
            String where,
            UnaryOperator<@Nullable Request> request,
            BiFunction<Request, Answer, Answer> answer) {
        return new Lie(name, "", where, true, () -> new Teller() {
            @Override
            public @Nullable Request ask(Request asked) {
                return request.apply(asked);
            }

            @Override
            public Answer answer(Request asked, Answer original) {
                return answer.apply(asked, original);
            }
        });
    }

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

        Request with(String parameter, String value) {
            Map<String, String> more = new LinkedHashMap<>(query);
            more.put(parameter, value);
            return new Request(method, path, more, body);
        }

        Request copy() {
            return new Request(method, path, new LinkedHashMap<>(query), body.deepCopy());
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

        Answer copy() {
            return new Answer(status, body.deepCopy(), new LinkedHashMap<>(headers));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
