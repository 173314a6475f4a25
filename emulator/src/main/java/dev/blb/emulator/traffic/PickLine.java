package dev.blb.emulator.traffic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which server a listener's next connection or request without a cookie would get.
 *
 * @param instanceId the server, or null if none can take it
 * @param why how it is chosen, or why none is
 * @param loads the eligible servers with their weights and present loads
 */
public record PickLine(@Nullable String instanceId, String why, List<Load> loads) {
    /** A server's part in the choice. */
    public record Load(String instanceId, int weight, int load) {}

    /** The explanation of what {@link Servers#take} would do next. */
    public static PickLine of(ListenerPlan plan, Servers servers, @Nullable Server next) {
        List<Load> loads = servers.all().stream()
                .filter(servers::isEligible)
                .map(server -> new Load(server.instanceId(), server.plan().weight(), server.load()))
                .toList();
        String why = next == null
                ? plan.whyNoServer()
                : switch (plan.scheduler()) {
                    case ROUND_ROBIN -> "its turn in the weighted round robin";
                    case LEAST_CONNECTIONS -> "the smallest load for its weight, ties in weighted round robin";
                    case SOURCE_HASH -> "the greatest hash of the client's address and a server";
                };
        return new PickLine(next == null ? null : next.instanceId(), why, loads);
    }
}
