package dev.blb.emulator.traffic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.blb.emulator.api.AddressText;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener really answers, and who gets its traffic.
 *
 * @param shown address and port that the API shows
 * @param real address and port where it listens, or null if it has none
 * @param reason why the state is what it is, and why the real address is another one
 * @param servers the servers in the order of the API
 * @param tls what is asked of TLS and offered, or null without TLS
 * @param security what the bound security groups let in, or null if none is bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointLine(
        String blbId,
        Protocol protocol,
        int listenerPort,
        String shown,
        @Nullable String real,
        State state,
        String reason,
        List<ServerLine> servers,
        @Nullable TlsLine tls,
        @Nullable SecurityLine security) {
    /** What a listener does. */
    public enum State {
        /** It takes connections. */
        LISTENING,
        /** It has its port and refuses connections: its load balancer is paused, or at layer 4 no server can take one. */
        REFUSING,
        /** It is not bound yet: its load balancer is being created. */
        WAITING,
        /** It could not get a port. */
        CONFLICT,
        /** The data plane is off. */
        OFF;

        /** Its name in answers. */
        @JsonValue
        public String shownName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A server behind a listener.
     *
     * @param real where it is found, or null if no address is registered
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ServerLine(
            String instanceId, @Nullable String real, int weight, String health, boolean eligible, String why) {
        static ServerLine of(ServerPlan server) {
            return new ServerLine(
                    server.instanceId(),
                    server.address() == null ? null : text(server.address()),
                    server.weight(),
                    server.health(),
                    server.isEligible(),
                    server.why());
        }
    }

    /**
     * What a listener's TLS is.
     *
     * @param asked protocols and ciphers that its policy names
     * @param offered protocols and ciphers that this Java can offer of them
     * @param problem why TLS cannot be ended at all, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TlsLine(
            Suites asked, Suites offered, @Nullable String problem) {}

    /**
     * What security groups let in to a listener.
     *
     * @param enforced whether what they deny is dropped; otherwise it is forwarded and counted
     * @param groups the ids of the bound groups
     * @param rules their rules for the protocol and port of the listener, in the order of evaluation; what matches none is denied
     * @param denied how many connections and sessions they have denied
     */
    public record SecurityLine(boolean enforced, List<String> groups, List<String> rules, long denied) {
        static @Nullable SecurityLine of(SecurityPlan plan, long denied) {
            return plan.isBound()
                    ? new SecurityLine(
                            plan.enforced(),
                            plan.sets().stream()
                                    .flatMap(set -> set.groups().stream())
                                    .toList(),
                            plan.sets().stream()
                                    .flatMap(set -> set.rules().stream())
                                    .map(SecurityPlan.Rule::text)
                                    .toList(),
                            denied)
                    : null;
        }
    }

    /** Protocols by the API's names, ciphers by OpenSSL's. */
    public record Suites(List<String> protocols, List<String> ciphers) {}

    /**
     * The line of a listener.
     *
     * @param denied how many connections and sessions its security groups have denied
     */
    public static EndpointLine of(
            ListenerPlan plan,
            @Nullable InetSocketAddress real,
            State state,
            String reason,
            @Nullable TlsLine tls,
            long denied) {
        return new EndpointLine(
                plan.key().blbId(),
                plan.protocol(),
                plan.key().port(),
                text(plan.shown()),
                real == null ? null : text(real),
                state,
                reason,
                plan.servers().stream().map(ServerLine::of).toList(),
                tls,
                SecurityLine.of(plan.security(), denied));
    }

    /** An address and port as text; an IPv6 address in brackets. */
    public static String text(InetSocketAddress address) {
        return AddressText.of(address);
    }
}
