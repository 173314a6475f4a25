package dev.blb.emulator.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Handler;
import dev.blb.emulator.api.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The operations that are built: each with the schema of its query and body and with its handler. */
public final class Endpoints {
    private final Map<Operation, Endpoint> endpoints = new EnumMap<>(Operation.class);
    private final Map<Operation, Class<?>> answers = new EnumMap<>(Operation.class);

    /**
     * A built operation.
     *
     * @param body the schema of the JSON body; empty where the operation reads none
     */
    public record Endpoint(Operation operation, Schema query, Optional<Schema> body, Handler handler) {}

    /** Registers an operation that reads a JSON body. */
    public Endpoints on(Operation operation, Schema query, Schema body, Handler handler) {
        return on(new Endpoint(operation, query, Optional.of(body), handler));
    }

    /** Registers an operation that reads no body, whatever is sent as one. */
    public Endpoints on(Operation operation, Schema query, Handler handler) {
        return on(new Endpoint(operation, query, Optional.empty(), handler));
    }

    private Endpoints on(Endpoint endpoint) {
        if (endpoints.put(endpoint.operation(), endpoint) != null) {
            throw new IllegalStateException(endpoint.operation() + " is registered twice");
        }
        return this;
    }

    /** Says what record operations answer with; the others answer with an empty body. */
    public Endpoints answering(Class<?> answer, Operation... operations) {
        for (Operation operation : operations) {
            answers.put(operation, answer);
        }
        return this;
    }

    /** The JSON Schema of an operation's answer, or empty if its body is empty. */
    public Optional<ObjectNode> answerSchema(Operation operation) {
        return Optional.ofNullable(answers.get(operation)).map(AnswerSchema::of);
    }

    /** The endpoint of an operation, or empty if it is documented but not built. */
    public Optional<Endpoint> of(Operation operation) {
        return Optional.ofNullable(endpoints.get(operation));
    }
}
