package dev.blb.emulator.fault;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.TimeLength.timeLength;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.fault.FaultRule.Selection;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.TrafficFault;
import dev.blb.emulator.traffic.TrafficFault.End;
import dev.blb.emulator.traffic.TrafficFault.Flaw;
import dev.blb.emulator.traffic.TrafficFault.Point;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A rule about the traffic of listeners.
 *
 * @param blbId whose listeners
 * @param port which of them; 0 for all
 * @param instanceId which server's connections; empty for those of clients
 * @param begin how long after the plan began the rule begins to count
 * @param length for how long it counts then
 * @param points what it meets
 * @param times how often it is applied at most; {@link Long#MAX_VALUE} for any number
 */
record TrafficRule(
        String name,
        String blbId,
        int port,
        String instanceId,
        Duration begin,
        Optional<Duration> length,
        Selection selection,
        Set<Point> points,
        TrafficFault fault,
        long times) {
    private static final int MAX_PORT = 65_535;
    private static final Set<Point> CLIENTS = Set.of(Point.ACCEPT, Point.ACCEPT_TLS);
    private static final Duration MAX_TIME = Duration.ofMinutes(1);

    private static final Field LATENCY =
            timeLength("latency", TrafficRule::time, "a length of time up to 60s such as 200ms");
    private static final Field DIRECTION =
            oneOf("direction", "toServer", "toClient", "both").or("both");

    private static final String[] ENDS = {"resetAfter", "closeAfter", "stopAfter", "corruptByte"};

    private static final Field[] KINDS = {
        oneOf("accept", "refuse", "silence"),
        oneOf("connect", "refuse", "silence"),
        timeLength("acceptDelay", TrafficRule::time, "a length of time up to 60s such as 200ms"),
        timeLength("connectDelay", TrafficRule::time, "a length of time up to 60s such as 200ms"),
        object(
                "bytes",
                Stream.concat(
                                Stream.of(DIRECTION, LATENCY, integer("bytesPerSecond", 1, Integer.MAX_VALUE)),
                                Stream.of(ENDS).map(name -> integer(name, 0, Integer.MAX_VALUE)))
                        .toArray(Field[]::new)),
        object(
                "http",
                integer("status", 200, 599),
                characters("body", 0, 10_000),
                characters("dropHeader", 1, 100).matching("[!-9;-~]+", "the name of a header")),
        integer("connectionLimit", 1, FaultPlan.MAX_TIMES),
        oneOf("tls", "alert", "expired", "wrongName", "untrusted"),
        object("datagram", DIRECTION, oneOf("what", "lose", "duplicate", "reorder"), LATENCY)
    };

    /** The member of a plan that holds such rules. */
    static final Field MEMBER = listOfObjects(
            "traffic",
            characters("name", 1, 64).must(),
            text("blbId").must(),
            integer("listenerPort", 1, MAX_PORT),
            text("instanceId"),
            object("match", FaultPlan.SELECTION),
            object("effect", KINDS).must(),
            integer("times", 1, FaultPlan.MAX_TIMES));

    private static Duration time(String text) {
        return DurationText.parse(text, MAX_TIME);
    }

    /**
     * The rule that checked members declare.
     *
     * @throws ApiException InvalidParameter if it contradicts itself
     */
    static TrafficRule of(String at, Members rule) {
        Members effect = rule.object("effect");
        String kind = FaultPlan.onlyOne(at + "effect", effect, KINDS);
        String instanceId = rule.filledText("instanceId").orElse("");
        boolean ofServer = kind.equals("connect") || kind.equals("connectDelay") || kind.equals("bytes");
        if (!instanceId.isEmpty() && !ofServer) {
            throw INVALID_PARAMETER.at(
                    at + "instanceId",
                    "is given beside %s, which is no matter of a server; allowed is it with connect, connectDelay and bytes",
                    kind);
        }
        Members match = rule.object("match");
        Selection selection = FaultPlan.selection(at + "match", match);
        return new TrafficRule(
                rule.text("name"),
                rule.text("blbId"),
                rule.has("listenerPort") ? rule.integer("listenerPort") : 0,
                instanceId,
                match.optionalText("after").map(DurationText::parse).orElse(Duration.ZERO),
                match.optionalText("for").map(DurationText::parse),
                selection,
                points(kind, effect, instanceId),
                fault(at + "effect.", kind, effect),
                FaultPlan.times(at, rule, selection));
    }

    private static Set<Point> points(String kind, Members effect, String instanceId) {
        return switch (kind) {
            case "accept", "acceptDelay", "connectionLimit" -> CLIENTS;
            case "tls" -> Set.of(Point.ACCEPT_TLS);
            case "connect", "connectDelay" -> Set.of(Point.CONNECT);
            case "bytes" -> instanceId.isEmpty() ? CLIENTS : Set.of(Point.CONNECT);
            case "http" -> Set.of(Point.REQUEST);
            default ->
                switch (effect.object("datagram").text("direction")) {
                    case "toServer" -> Set.of(Point.DATAGRAM_TO_SERVER);
                    case "toClient" -> Set.of(Point.DATAGRAM_TO_CLIENT);
                    default -> Set.of(Point.DATAGRAM_TO_SERVER, Point.DATAGRAM_TO_CLIENT);
                };
        };
    }

    private static TrafficFault fault(String at, String kind, Members effect) {
        return switch (kind) {
            case "accept", "connect" ->
                effect.text(kind).equals("refuse") ? new TrafficFault.Refusal() : new TrafficFault.Silence();
            case "acceptDelay", "connectDelay" -> new TrafficFault.Delay(time(effect.text(kind)));
            case "bytes" -> bytes(at + kind, effect.object(kind));
            case "http" -> http(at + kind, effect.object(kind));
            case "connectionLimit" -> new TrafficFault.Limit(effect.integer(kind));
            case "tls" -> tls(effect.text(kind));
            default -> datagram(at + kind, effect.object(kind));
        };
    }

    private static TrafficFault bytes(String at, Members bytes) {
        List<String> ends = Stream.of(ENDS).filter(bytes::has).toList();
        boolean isPaced = bytes.has("latency") || bytes.has("bytesPerSecond");
        if (ends.size() + (isPaced ? 1 : 0) != 1) {
            throw INVALID_PARAMETER.at(
                    at, "must have either one of %s, or latency or bytesPerSecond or both", String.join(", ", ENDS));
        }
        String direction = bytes.text("direction");
        boolean toServer = !direction.equals("toClient");
        boolean toClient = !direction.equals("toServer");
        if (isPaced) {
            return new TrafficFault.Pace(
                    toServer,
                    toClient,
                    bytes.optionalText("latency").map(TrafficRule::time).orElse(Duration.ZERO),
                    bytes.has("bytesPerSecond") ? bytes.integer("bytesPerSecond") : 0);
        }
        End end = switch (ends.get(0)) {
            case "resetAfter" -> End.RESET;
            case "closeAfter" -> End.CLOSE;
            case "stopAfter" -> End.STOP;
            default -> End.CORRUPT;
        };
        return new TrafficFault.Cut(toServer, toClient, bytes.integer(ends.get(0)), end);
    }

    private static TrafficFault http(String at, Members http) {
        if (http.has("status") == http.has("dropHeader")) {
            throw INVALID_PARAMETER.at(at, "must have either status or dropHeader");
        }
        if (http.has("dropHeader")) {
            if (http.has("body")) {
                throw INVALID_PARAMETER.at(at + ".body", "is given beside dropHeader; allowed is it with status");
            }
            return new TrafficFault.DroppedHeader(http.text("dropHeader"));
        }
        return new TrafficFault.Answer(
                http.integer("status"), http.optionalText("body").orElse(""));
    }

    private static TrafficFault tls(String what) {
        return switch (what) {
            case "expired" -> new TrafficFault.BadCertificate(Flaw.EXPIRED);
            case "wrongName" -> new TrafficFault.BadCertificate(Flaw.WRONG_NAME);
            case "untrusted" -> new TrafficFault.BadCertificate(Flaw.UNTRUSTED);
            default -> new TrafficFault.TlsAlert();
        };
    }

    private static TrafficFault datagram(String at, Members datagram) {
        if (datagram.has("what") == datagram.has("latency")) {
            throw INVALID_PARAMETER.at(at, "must have either what or latency");
        }
        if (datagram.has("latency")) {
            return new TrafficFault.Delay(time(datagram.text("latency")));
        }
        return switch (datagram.text("what")) {
            case "lose" -> new TrafficFault.Loss();
            case "duplicate" -> new TrafficFault.Duplicate();
            default -> new TrafficFault.Reorder();
        };
    }

    /** Whether it is about what begins at a listener now. */
    boolean fits(Point where, ListenerKey key, String server, int openConnections, Duration sinceBegin) {
        return points.contains(where)
                && !(fault instanceof TrafficFault.Limit limit && openConnections <= limit.connections())
                && key.blbId().equals(blbId)
                && (port == 0 || port == key.port())
                && (instanceId.isEmpty() || instanceId.equals(server))
                && sinceBegin.compareTo(begin) >= 0
                && length.map(time -> sinceBegin.compareTo(begin.plus(time)) < 0)
                        .orElse(true);
    }
}
