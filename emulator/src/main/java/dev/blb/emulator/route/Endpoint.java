package dev.blb.emulator.route;

import static dev.blb.emulator.api.ApiError.NOT_IMPLEMENTED;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Handler;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.schema.AnswerSchema;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An operation of the API: what it reads, what it answers with, and what carries it out.
 *
 * @param body the rules of the JSON body; empty where the operation reads none
 * @param answer the record that is written as JSON; {@link Void} where the body of the answer is empty
 * @param tree the JSON Schema of what the record holds as a tree of JSON
 * @param isBuilt whether it is more than documented
 */
public record Endpoint(
        Operation operation,
        Schema query,
        Optional<Schema> body,
        Class<?> answer,
        Supplier<ObjectNode> tree,
        Handler handler,
        boolean isBuilt)
        implements Route {
    /** Whether a record begins with a list; kept, as each call asks. */
    private static final ClassValue<Boolean> BEGINS_WITH_LIST = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> answer) {
            return answer.isRecord() && answer.getRecordComponents()[0].getType() == List.class;
        }
    };

    /** The row of an operation that is documented but not built. */
    static Endpoint absent(Operation operation) {
        return new Endpoint(
                operation,
                Schema.of(),
                Optional.empty(),
                Void.class,
                RouteTable.NO_TREE,
                (call, tx) -> {
                    throw NOT_IMPLEMENTED.with(
                            "%s is documented but not emulated yet; see /_blb/operations.", operation.wireName());
                },
                false);
    }

    @Override
    public List<Way> ways() {
        return operation.ways();
    }

    @Override
    public String name() {
        return operation.wireName();
    }

    /** The service whose client tokens it takes; empty for a read, and where the service has none [e4]. */
    public Optional<CloudService> tokenService() {
        String path = operation.ways().get(0).path();
        return operation.effect() == Effect.READ
                ? Optional.empty()
                : CloudService.of(List.of(path.substring(1).split("/", -1))).filter(CloudService::takesClientTokens);
    }

    /**
     * Whether it answers with as many elements as there are, up to those of a page: to a GET, and the list is the first member. What
     * is about one thing begins with that, and the answer to a POST is no longer than the question.
     */
    public boolean hasList() {
        return operation.ways().get(0).method().equals("GET") && BEGINS_WITH_LIST.get(answer);
    }

    /** The JSON Schema of the answer, or empty if its body is empty. */
    public Optional<ObjectNode> answerSchema() {
        return answer == Void.class ? Optional.empty() : Optional.of(AnswerSchema.of(answer, tree));
    }
}
