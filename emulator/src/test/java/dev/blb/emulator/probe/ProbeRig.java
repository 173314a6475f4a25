package dev.blb.emulator.probe;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An emulator with a load balancer whose servers are really probed. */
final class ProbeRig {
    /** A port below those that are given to others. */
    static final int UNUSED_PORT = 1;

    /** What the issue allows a state to lag behind, beyond interval x threshold + time-out. */
    private static final long ALLOWED_MILLIS = 250;

    /** What a busy machine may add to that before a test fails. */
    private static final long PATIENCE_MILLIS = 60_000;

    static final Settings CONFIG = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

    private final BlbEmulator emulator = BlbEmulator.start(CONFIG);
    private final Api api = Api.of(emulator);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private String id = api.create();

    void close() throws Exception {
        emulator.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    Api api() {
        return api;
    }

    /** The id of the load balancer. */
    String id() {
        return id;
    }

    /** Goes on with another load balancer, and gives its id. */
    String another() {
        id = api.create();
        return id;
    }

    /** Something that is closed after the emulator. */
    <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    /** A listener with an interval of 1 s, thresholds of 2, a time-out of 60 s; the members replace or add to that. */
    void listen(String protocol, int port, String... members) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "\"listenerPort\":" + port,
                                "\"backendPort\":8080",
                                "\"scheduler\":\"RoundRobin\"",
                                "\"healthCheckInterval\":1",
                                "\"unhealthyThreshold\":2",
                                "\"healthyThreshold\":2",
                                "\"healthCheckTimeoutInSecond\":60"),
                        Stream.of(members))
                .forEach(member -> all.put(member.split(":", 2)[0], member));
        api.post("/v1/blb/" + id + "/" + protocol + "listener", "{" + String.join(",", all.values()) + "}")
                .ok();
    }

    void attach(String machine) {
        api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\"}]}")
                .ok();
    }

    void detach(String machine) {
        api.put("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[\"" + machine + "\"]}")
                .ok();
    }

    void register(String machine, String body) {
        api.put("/_blb/machines/" + machine, body).ok();
    }

    void register(String machine, int realPort) {
        register(machine, "{\"address\":\"127.0.0.1\",\"ports\":{\"8080\":" + realPort + "}}");
    }

    void clock(String body) {
        api.post("/_blb/clock", body).ok();
    }

    /** What time it is, to the millisecond: no finer does health count. */
    Instant now() {
        return Instant.parse(api.get("/_blb/clock").ok().text("/now")).truncatedTo(ChronoUnit.MILLIS);
    }

    String status(int port) {
        return api.get("/v1/blb/" + id + "/backendserver?listenerPort=" + port)
                .ok()
                .text("/backendServerList/0/status");
    }

    JsonNode seen() {
        return api.get("/_blb/loadbalancers/" + id + "/health").ok().json().at("/listenerList/0/backendServerList/0");
    }

    List<String> probes() {
        List<String> lines = new ArrayList<>();
        seen().path("probes")
                .forEach(probe -> lines.add(probe.path("at").asText() + " "
                        + probe.path("result").asText() + " "
                        + probe.path("inARow").asLong() + " "
                        + probe.path("status").asText() + " "
                        + probe.path("reason").asText()));
        return lines;
    }

    String newestProbe() {
        List<String> probes = probes();
        return probes.get(probes.size() - 1);
    }

    private static void pause() {
        try {
            assertThat(new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits for a state for as long as it may take and some patience, and prints how late it came. */
    void follows(int port, String status, String after, long mayTakeMillis) {
        Instant begin = Instant.now();
        long took;
        while (!status(port).equals(status)) {
            took = Duration.between(begin, Instant.now()).toMillis();
            assertThat(took)
                    .as(status + " after: " + after + "; " + seen())
                    .isLessThan(mayTakeMillis + ALLOWED_MILLIS + PATIENCE_MILLIS);
            pause();
        }
        took = Duration.between(begin, Instant.now()).toMillis();
        System.out.printf(
                Locale.ROOT,
                "%s after %s: %d ms, may take %d + %d ms%n",
                status,
                after,
                took,
                mayTakeMillis,
                ALLOWED_MILLIS);
    }
}
