package dev.blb.client;

import dev.blb.client.model.PageRequest;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** One call with all the members that its operation has, and what it must send. */
record SampleCall(String operation, Function<BlbClient, Object> call, String requestLine, String body) {
    static final PageRequest PAGE = new PageRequest("listener-005A", 7);

    @Override
    public String toString() {
        return operation + ": " + requestLine;
    }

    static Stream<SampleCall> all() {
        return Stream.of(
                        LoadBalancerCalls.loadBalancers(),
                        ListenerCreateCalls.createListeners(),
                        ListenerCalls.updateListeners(),
                        ListenerCalls.describeListeners(),
                        ServerCalls.servers(),
                        ServerCalls.securityGroups(),
                        LoadBalancerCalls.billing())
                .flatMap(calls -> calls);
    }

    static SampleCall read(String operation, Function<BlbClient, Object> call, String requestLine) {
        return new SampleCall(operation, call, requestLine, "");
    }

    static SampleCall write(String operation, Consumer<BlbClient> call, String requestLine, String body) {
        return new SampleCall(
                operation,
                client -> {
                    call.accept(client);
                    return "";
                },
                requestLine,
                body);
    }
}
