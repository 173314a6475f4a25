package dev.blb.emulator.consistency;

import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What answers can show later than a write has changed it. The members of a load balancer, its listeners, servers and bindings
 * have one version only: what an update changes is in every answer at once.
 */
public enum ShownLater {
    /** That the load balancer is there, or gone. */
    EXISTENCE,
    /** That it is updating, and nothing else. */
    STATUS,
    /** Nothing: the operation has no state in between. */
    NOTHING;

    /** The operations after which answers can be of a time before, as a list in a sentence. */
    public static final String OPERATIONS = Stream.of(Operation.values())
            .filter(each -> of(each) == EXISTENCE)
            .map(Operation::wireName)
            .collect(Collectors.joining(", "));

    /** What is shown later of an operation. */
    public static ShownLater of(Operation operation) {
        return switch (operation) {
            case CREATE_BLB, RELEASE_BLB, REFUND_BLB -> EXISTENCE;
            default -> operation.effect() == Effect.UPDATE ? STATUS : NOTHING;
        };
    }
}
