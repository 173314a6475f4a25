package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.ALLOW_TARGETS;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.forwarding.CertificatePlans;
import dev.blb.emulator.forwarding.Exceptions;
import dev.blb.emulator.forwarding.ListenerPlans;
import dev.blb.emulator.forwarding.PlanStore;
import dev.blb.emulator.forwarding.SecurityPlans;
import dev.blb.emulator.forwarding.ServerAddresses;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.metrics.MetricsText;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.settings.AllowedTargets;
import dev.blb.emulator.traffic.AccessLine;
import dev.blb.emulator.traffic.Admission;
import dev.blb.emulator.traffic.DataPlane;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.PickLine;
import dev.blb.emulator.traffic.TrafficLine;
import dev.blb.emulator.traffic.TrafficLine.Reading;
import dev.blb.emulator.traffic.TrafficLine.ServerTraffic;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What the data plane does: where listeners really listen, and what passed through them. */
public final class TrafficRoutes {
    private static final String OFF = "the data plane is off; start the emulator with --data-plane on";
    private static final String NO_AUTHORITY =
            "the emulator has no certificate authority; start it with --https-port (and without --tls-certificate) or with --data-plane on";
    private static final int DEFAULT_LINES = 100;
    private static final int MAX_LINES = 1000;

    private final EmulatorContext context;

    /** Routes over the data plane of this emulator. */
    public TrafficRoutes(EmulatorContext context) {
        this.context = context;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of(
                                "GET",
                                "endpoints",
                                "where each listener really listens, its state, why, and who gets its traffic",
                                this::endpoints)
                        .query(Schema.of(ControlRoute.ACCOUNT, text("blbId"), integer("listenerPort", 1, 65535))),
                ControlRoute.of(
                                "GET",
                                "loadbalancers/{blbId}/traffic",
                                "counters of each listener and server; since=MARK of an answer before: what changed since",
                                this::traffic)
                        .query(Schema.of(text("since"))),
                ControlRoute.of(
                                "GET",
                                "loadbalancers/{blbId}/accesslog",
                                "the newest requests of HTTP and HTTPS listeners, oldest first",
                                this::accessLog)
                        .query(Schema.of(integer("limit", 1, MAX_LINES).or(DEFAULT_LINES))),
                ControlRoute.of(
                                "GET",
                                "loadbalancers/{blbId}/pick",
                                "which server the next connection or request from an address would get, and why",
                                this::pick)
                        .query(Schema.of(
                                integer("listenerPort", 1, 65535).must(),
                                text("source").or("127.0.0.1"),
                                oneOf("transport", "TCP", "UDP").or("TCP"))),
                ControlRoute.of(
                                "GET",
                                "ca.pem",
                                "the certificate of the emulator's authority: what clients of the https port, and of certificates of which only a name"
                                        + " is declared, trust",
                                call -> new ControlText("application/x-pem-file", authorityPem()))
                        .openToEveryAccount(),
                ControlRoute.of(
                                "POST",
                                "ca/client",
                                "a client's certificate with its key, signed by that authority, for listeners with dualAuth",
                                call -> plane().issueForClient(call.body().text("name")))
                        .body(Schema.of(characters("name", 1, 64).or("client")))
                        .openToEveryAccount(),
                ControlRoute.at(
                                new Way("GET", "/" + ControlRoute.METRICS, ""),
                                "counters of the API and of the data plane, as Prometheus reads them",
                                call -> metrics())
                        .openToEveryAccount());
    }

    private String authorityPem() {
        return context.tls()
                .authority()
                .orElseThrow(() -> INVALID_PARAMETER.with(NO_AUTHORITY))
                .own()
                .chainPem();
    }

    private DataPlane plane() {
        return context.forwarding().plane().orElseThrow(() -> INVALID_PARAMETER.with(OFF));
    }

    private Object endpoints(ControlCall call) {
        Optional<String> blbId = call.query().filledText("blbId");
        Optional<DataPlane> plane = context.forwarding().plane();
        List<String> ids = ids(call.account(), blbId);
        List<EndpointLine> lines;
        if (plane.isEmpty()) {
            lines = ids.stream().flatMap(id -> off(id).stream()).toList();
        } else if (blbId.isPresent()) {
            lines = ids.stream()
                    .flatMap(id -> plane.get().endpoints(id).stream())
                    .toList();
        } else {
            Set<String> wanted = Set.copyOf(ids);
            lines = plane.get().endpoints().stream()
                    .filter(line -> wanted.contains(line.blbId()))
                    .toList();
        }
        OptionalInt port = call.query().optionalInteger("listenerPort");
        return Map.of(
                "endpoints",
                lines.stream()
                        .filter(line -> port.isEmpty() || line.listenerPort() == port.getAsInt())
                        .toList());
    }

    private List<String> ids(String account, Optional<String> blbId) {
        return context.database()
                .inTransaction(tx -> blbId.isPresent()
                        ? List.of(new InstanceStore(tx).require(blbId.get()).blbId())
                        : new PlanStore(tx, context.engine()).ids(account));
    }

    /** What the listeners of a load balancer would be while nothing is carried out. */
    private List<EndpointLine> off(String blbId) {
        // No name is looked up: the answer would be late for what nobody connects to.
        ListenerPlans plans = new ListenerPlans(
                new ServerAddresses(
                        TrafficRoutes::literal,
                        new AllowedTargets(context.settings().get(ALLOW_TARGETS))),
                key -> Optional.empty(),
                new CertificatePlans(context.world()),
                SecurityPlans.of(context.world(), context.settings()),
                Exceptions.of(context.settings()));
        return context
                .database()
                .inTransaction(tx -> new PlanStore(tx, context.engine())
                        .read(blbId, context.clock().instant()))
                .stream()
                .flatMap(rows -> plans.of(rows, Admission.OPEN).stream())
                .map(plan -> EndpointLine.of(plan, null, EndpointLine.State.OFF, OFF, null, 0))
                .toList();
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return host.matches("[0-9.]+|.*:.*") ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    private String existing(ControlCall call) {
        return context.database()
                .inTransaction(
                        tx -> new InstanceStore(tx).require(call.path("blbId")).blbId());
    }

    /** The counters of a listener, as they are shown. */
    record ListenerCounters(
            String protocol, int listenerPort, Map<String, Long> counters, List<ServerCounters> servers) {
        static ListenerCounters of(TrafficLine line) {
            return new ListenerCounters(
                    line.protocol().name(),
                    line.listenerPort(),
                    named(line.counters()),
                    line.servers().stream().map(ServerCounters::of).toList());
        }

        private static Map<String, Long> named(Map<Metric, Long> counters) {
            Map<String, Long> named = new LinkedHashMap<>();
            counters.forEach((metric, value) -> named.put(metric.shownName(), value));
            return named;
        }
    }

    /** The counters of a server behind a listener, as they are shown. */
    record ServerCounters(String instanceId, Map<String, Long> counters) {
        static ServerCounters of(ServerTraffic server) {
            return new ServerCounters(server.instanceId(), ListenerCounters.named(server.counters()));
        }
    }

    private Object traffic(ControlCall call) {
        DataPlane plane = plane();
        String blbId = existing(call);
        try {
            Reading reading =
                    plane.traffic(blbId, call.query().optionalText("since").orElse(""));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("blbId", blbId);
            answer.put("mark", reading.mark());
            answer.put(
                    "listenerList",
                    reading.listeners().stream().map(ListenerCounters::of).toList());
            return answer;
        } catch (IllegalArgumentException unknownMark) {
            throw INVALID_PARAMETER.with("%s.", String.valueOf(unknownMark.getMessage()));
        }
    }

    private Object accessLog(ControlCall call) {
        DataPlane plane = plane();
        return Map.of(
                "accessLog",
                plane.accessLog(existing(call), call.query().integer("limit")).stream()
                        .map(AccessLine::fields)
                        .toList());
    }

    private Object pick(ControlCall call) {
        DataPlane plane = plane();
        String source = call.query().text("source");
        InetAddress address = literal(source)
                .orElseThrow(() -> INVALID_PARAMETER.at(
                        "source", "is \"%s\"; allowed is an IP address such as 127.0.0.1", source));
        int port = call.query().integer("listenerPort");
        String blbId = existing(call);
        PickLine pick = plane.pick(
                        new ListenerKey(
                                blbId, port, call.query().text("transport").equals("UDP")),
                        address)
                .orElseThrow(() -> noListener(blbId, port));
        return pick;
    }

    private ApiException noListener(String blbId, int port) {
        return INVALID_PARAMETER.at("listenerPort", "is %d; load balancer %s has no such listener", port, blbId);
    }

    private Object metrics() {
        return new ControlText(
                MetricsText.TYPE,
                MetricsText.of(
                        context.metrics(),
                        context.forwarding().plane().map(DataPlane::counters).orElse(List.of())));
    }
}
