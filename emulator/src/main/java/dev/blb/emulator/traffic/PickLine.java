package dev.blb.emulator.traffic;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which server a listener's next connection or request without a cookie would get.
 *
 * @param instanceId the server, or null if none can take it or enforced security groups deny the client
 * @param why how it is chosen, or why none is
 * @param denied why security groups deny the client, or null if they let it in
 * @param loads the eligible servers with their weights and present loads
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PickLine(
        @JsonInclude @Nullable String instanceId,
        String why,
        @Nullable String denied,
        List<Load> loads) {
    /** A server's part in the choice. */
    public record Load(String instanceId, int weight, int load) {}

    /** The explanation of what {@link Servers#take} would do next for a client. */
    public static PickLine of(ListenerPlan plan, Servers servers, InetAddress client) {
        String denied = plan.security().denial(client);
        Server next = denied != null && plan.security().enforced() ? null : servers.peek(client);
        List<Load> loads = servers.all().stream()
                .filter(servers::isEligible)
                .map(server -> new Load(server.instanceId(), server.plan().weight(), server.load()))
                .toList();
        String why = next == null
                ? denied != null && plan.security().enforced() ? denied : plan.whyNoServer()
                : switch (plan.scheduler()) {
                    case ROUND_ROBIN -> "its turn in the weighted round robin";
                    case LEAST_CONNECTIONS -> "the smallest load for its weight, ties in weighted round robin";
                    case SOURCE_HASH -> "the greatest hash of the client's address and a server";
                };
        return new PickLine(next == null ? null : next.instanceId(), why, denied, loads);
    }
}
