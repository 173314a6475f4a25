package dev.blb.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Cost;
import dev.blb.contract.target.EmulatorJar;
import dev.blb.contract.target.Pace;
import dev.blb.contract.target.Portal;
import dev.blb.contract.target.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is killed in the middle leaves nothing behind that a sweep does not find, and a sweep takes nothing else. */
class SweepTest {
    private static final long POLL_NANOS = 20_000_000;
    private static final Map<String, String> KEYS =
            Map.of("BLB_TEST_ACCESS_KEY", "a-key", "BLB_TEST_SECRET_KEY", "a-secret-key");

    @Test
    void aKilledRunIsSweptAndAForeignInstanceIsUntouched(@TempDir Path folder) throws Exception {
        try (EmulatorJar emulator = EmulatorJar.start()) {
            Cloud cloud = cloud(emulator);
            String foreign = create(cloud, "\"name\":\"production\"");
            String alike = create(cloud, "\"name\":\"blb-contract-but-not-tagged\"");
            Process run = start(emulator, folder);
            await(() -> Cost.read(folder.resolve("report")).calls() > 0);
            awaitMade(cloud, 3);

            run.destroyForcibly().waitFor();

            assertThat(ids(cloud)).hasSizeGreaterThan(2);
            assertThat(program("--sweep", "--target", emulator.endpoint().toString()))
                    .contains("0 leftovers");
            assertThat(program(
                            "--sweep",
                            "--dry-run",
                            "--older-than",
                            "1ms",
                            "--target",
                            emulator.endpoint().toString()))
                    .contains("would delete lb-")
                    .doesNotContain(foreign, alike);
            assertThat(ids(cloud)).hasSizeGreaterThan(2);
            program(
                    "--sweep",
                    "--older-than",
                    "1ms",
                    "--target",
                    emulator.endpoint().toString());
            assertThat(ids(cloud)).containsExactlyInAnyOrder(foreign, alike);
        }
    }

    @Test
    void aSweepChangesNothingButLeftovers() throws Exception {
        try (EmulatorJar emulator = EmulatorJar.start()) {
            String url = emulator.endpoint().toString();
            Cloud cloud = cloud(emulator);
            create(cloud, "\"name\":\"production\"");
            String before = cloud.send("GET", "/_blb/world", "", Map.of()).ok().body();
            assertThat(before).contains("production");

            assertThat(program("--sweep", "--dry-run", "--target", url)).contains("0 leftovers");
            assertThat(program("--sweep", "--target", url)).contains("0 leftovers");

            assertThat(cloud.send("GET", "/_blb/world", "", Map.of()).ok().body())
                    .isEqualTo(before);
        }
    }

    @Test
    void aSweepOfALockedEmulatorTakesTheToken() {
        try (EmulatorJar emulator = EmulatorJar.start("--control-token", "a-token-0123456789")) {
            String url = emulator.endpoint().toString();
            assertThat(sweep(Map.of(), url)).satisfies(ended -> {
                assertThat(ended.code()).isEqualTo(3);
                assertThat(ended.printed()).contains("BLB_TEST_CONTROL_TOKEN").hasLineCount(1);
            });
            assertThat(sweep(Map.of("BLB_TEST_CONTROL_TOKEN", "a-token-0123456789"), url))
                    .isEqualTo(new Ended(0, "0 leftovers" + System.lineSeparator()));
        }
    }

    @Test
    void aRunThatIsEndedFromOutsideRemovesWhatItHasMade(@TempDir Path folder) throws Exception {
        try (EmulatorJar emulator = EmulatorJar.start()) {
            Cloud cloud = cloud(emulator);
            Process run = start(emulator, folder);
            try {
                awaitMade(cloud, 2);
                run.destroy();
                assertThat(run.waitFor(4, TimeUnit.MINUTES)).isTrue();
            } finally {
                run.destroyForcibly();
            }
            assertThat(ids(cloud)).isEmpty();
            assertThat(Files.readString(folder.resolve("report").resolve("outcomes.jsonl")))
                    .doesNotContain("\"result\":\"FAILED\"");
        }
    }

    private static Cloud cloud(EmulatorJar emulator) {
        return new Cloud(
                emulator.endpoint(),
                "emulator-contract-0001",
                "emulator-secret-key-0001",
                new Transport(Pace.usual(true)));
    }

    private static Process start(EmulatorJar emulator, Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.blb.contract.Main",
                        "--target",
                        emulator.endpoint().toString(),
                        "--report",
                        folder.resolve("report").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static void awaitMade(Cloud cloud, int number) {
        await(() -> ids(cloud).size() >= number);
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(300);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the deadline").isBefore(deadline);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private record Ended(int code, String printed) {}

    private static Ended sweep(Map<String, String> environment, String target) {
        return sweep(environment, target, "300ms");
    }

    private static Ended sweep(Map<String, String> environment, String target, String patience) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = Main.run(
                environment,
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                "--sweep",
                "--patience",
                patience,
                "--rate",
                "none",
                "--target",
                target);
        return new Ended(code, printed.toString(StandardCharsets.UTF_8));
    }

    private interface Service {
        /** The status and body of an answer, with a space between them. */
        String answer(String method, String uri);
    }

    private static Ended sweep(Service service) throws IOException {
        return sweep(service, "300ms");
    }

    private static Ended sweep(Service service, String patience) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String[] answer = service.answer(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString())
                    .split(" ", 2);
            byte[] body = answer[1].getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer[0]), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        try {
            return sweep(KEYS, "http://127.0.0.1:" + server.getAddress().getPort(), patience);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aLeftoverThatIsNotDeletedIsTold() throws Exception {
        Ended ended = sweep(oneLeftover("409 {\"code\":\"BlbInUse\"}", "2020-01-01T00:00:00Z"));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.printed())
                .contains(
                        "lb-1 is still there: 409 {\"code\":\"BlbInUse\"}", "1 leftovers, of which 1 are still there");
    }

    private static Service oneLeftover(String deletion, String createTime) {
        return (method, uri) -> method.equals("DELETE")
                ? deletion
                : uri.startsWith("/v1/blb?")
                        ? "200 {\"blbList\":[{\"blbId\":\"lb-1\",\"name\":\"blb-contract-1\",\"tags\":[{\"tagKey\":\"blb-contract\"}]}]}"
                        : uri.startsWith("/v1/") ? "200 {\"createTime\":\"" + createTime + "\"}" : "404 {}";
    }

    @Test
    void aLeftoverWhoseDeletionHasNoEffectIsTold() throws Exception {
        Ended ended = sweep(oneLeftover("200 {}", "2020-01-01T00:00:00Z"));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.printed())
                .contains(
                        "lb-1 is still there: its deletion was accepted, but it is still listed",
                        "1 leftovers, of which 1 are still there");
    }

    @Test
    void aLeftoverThatGoesLaterIsAwaited() throws Exception {
        AtomicInteger listed = new AtomicInteger();
        Service slow = oneLeftover("200 {}", "2020-01-01T00:00:00Z");
        // Two lists look for leftovers, of each type one, and the first one after the deletion still shows it.
        Ended ended = sweep(
                (method, uri) -> uri.startsWith("/v1/blb?name=") && listed.incrementAndGet() > 3
                        ? "200 {\"blbList\":[]}"
                        : slow.answer(method, uri),
                "60s");

        assertThat(ended.printed()).endsWith("1 leftovers" + System.lineSeparator());
        assertThat(ended.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday"})
    void whatHasNoKnownAgeIsToldAndNotDeleted(String createTime) throws Exception {
        List<String> deleted = new CopyOnWriteArrayList<>();
        Service service = oneLeftover("200 {}", createTime);

        Ended ended = sweep((method, uri) -> {
            if (method.equals("DELETE")) {
                deleted.add(uri);
            }
            return service.answer(method, uri);
        });

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.printed())
                .contains(
                        "lb-1 is still there: its createTime is \"" + createTime + "\", so its age is not known",
                        "1 leftovers, of which 1 are still there");
        assertThat(deleted).isEmpty();
    }

    @Test
    void aListThatNeverEndsEndsTheSweep() throws Exception {
        Ended ended = sweep(
                (method, uri) -> uri.startsWith("/v1/") ? "200 {\"blbList\":[],\"nextMarker\":\"lb-1\"}" : "404 {}");

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.printed()).contains("the sweep has ended early", "nextMarker lb-1 again");
    }

    @Test
    void aSweepThatCannotAskIsOneLine() throws Exception {
        assertThat(sweep(KEYS, "http://127.0.0.1:1"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(3))
                .satisfies(ended -> assertThat(ended.printed())
                        .startsWith("the target cannot be reached")
                        .hasLineCount(1));
        assertThat(sweep((method, uri) -> "403 {\"code\":\"InvalidAccessKeyId\"}"))
                .isEqualTo(new Ended(
                        3,
                        "the target refuses the account: 403 {\"code\":\"InvalidAccessKeyId\"}"
                                + System.lineSeparator()));
        try (Portal portal = new Portal()) {
            assertThat(sweep(KEYS, portal.url()).printed()).startsWith("the target is not the load balancer API");
            assertThat(sweep(Map.of(), portal.url()).printed()).startsWith("BLB_TEST_ACCESS_KEY is not set");
        }
    }

    private static String create(Cloud cloud, String members) {
        return cloud.post(
                        "/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"," + members + "}")
                .ok()
                .text("/blbId");
    }

    private static List<String> ids(Cloud cloud) {
        List<String> ids = new ArrayList<>();
        for (JsonNode item : cloud.get("/v1/blb").ok().json().path("blbList")) {
            ids.add(item.path("blbId").asText());
        }
        for (JsonNode item : cloud.get("/v1/blb?type=ipv6").ok().json().path("blbList")) {
            ids.add(item.path("blbId").asText());
        }
        return ids;
    }

    private static String program(String... arguments) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Main.run(new PrintStream(printed, true, StandardCharsets.UTF_8), arguments);
        return printed.toString(StandardCharsets.UTF_8);
    }
}
