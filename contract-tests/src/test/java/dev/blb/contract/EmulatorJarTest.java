package dev.blb.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.contract.target.EmulatorJar;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The packaged jar as a process: what it prints, how it starts, and how it ends. */
class EmulatorJarTest {
    private static final long POLL_NANOS = 20_000_000;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void startPrintsOneBlockAndEachRequestOneLine() throws Exception {
        try (EmulatorJar emulator = EmulatorJar.start("--auth", "off")) {
            assertThat(emulator.output()).matches("""
                    (?s)BLB emulator \\S+ is ready
                      endpoint    http://127\\.0\\.0\\.1:\\d+
                      access key  emulator-access-key-0001
                      secret key  emulator-secret-key-0001
                      operations  http://127\\.0\\.0\\.1:\\d+/_blb/operations
                      settings    --help
                    .*""");

            var answer = HTTP.send(get(emulator, "/v1/blb?maxKeys=5"), BodyHandlers.ofString());

            String requestId = answer.headers().firstValue("x-bce-request-id").orElseThrow();
            await(() -> emulator.output().contains(requestId));
            assertThat(emulator.output().lines().filter(line -> line.contains(requestId)))
                    .singleElement()
                    .asString()
                    .matches("\\[INFO] requests - \\S+Z DescribeBlbs 200 \\d+ms " + requestId + " \\S+");
        }
    }

    @Test
    void theStartPrintsNoSecretThatWasSet() {
        try (EmulatorJar emulator = EmulatorJar.start("--credentials", "ci:top-secret")) {
            assertThat(emulator.output())
                    .contains("access key  ci", "secret key  that of --credentials or BLB_CREDENTIALS")
                    .doesNotContain("top-secret");
        }
    }

    @Test
    void badInputLeavesNoStackTraceInLogOrAnswers() throws Exception {
        try (EmulatorJar emulator = EmulatorJar.start("--auth", "off")) {
            List<String> requests = List.of(
                    "GET /nothing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                    "GET /v1/blb/%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                    "GET /v1/blb?maxKeys=many HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                    "BREW /v1/blb HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                    "POST /v1/blb HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1\r\n\r\n{",
                    "POST /v1/blb HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnull",
                    "POST /v1/blb HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2000000\r\n\r\n",
                    "GET /v1/blb HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
                    "nonsense\r\n\r\n");
            for (String request : requests) {
                assertThat(raw(emulator, request))
                        .as(request.substring(0, Math.min(60, request.length())))
                        .containsPattern("^HTTP/1\\.1 4\\d\\d ")
                        .contains("\"code\":\"", "\"message\":\"", "\"requestId\":\"")
                        .doesNotContain("\tat ", "Exception");
            }
            emulator.stop();
            assertThat(emulator.output()).doesNotContain("\tat ").doesNotContain("Exception");
        }
    }

    @Test
    void sigtermLetsARequestUnderWayFinish() throws Exception {
        String body = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";
        try (EmulatorJar emulator = EmulatorJar.start("--auth", "off");
                Socket socket = connect(emulator)) {
            String head = "POST /v1/blb HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nConnection: close\r\n";
            // The first create of a process takes longer than any later one.
            assertThat(raw(emulator, head + "Content-Length: " + body.length() + "\r\n\r\n" + body))
                    .startsWith("HTTP/1.1 200 OK");
            write(socket, head + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n");
            // The server asks for the body once the handler reads it, so the request is under way.
            assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 100 Continue");
            write(socket, body.substring(0, 10));

            long begin = System.nanoTime();
            emulator.terminate();
            await(() -> refusesConnections(emulator));
            // What is under way is ended after 7 s: on a machine that needs as long up to here, nothing is shown.
            assumeTrue(System.nanoTime() - begin < 3_000_000_000L, "the machine is too busy");
            write(socket, body.substring(10));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("\"blbId\":\"lb-");
            assertThat(emulator.awaitExit()).isIn(0, 143);
        }
    }

    /** Stored, which makes the start faster; and readable from its begin on. */
    @Test
    void theJarIsNotCompressedAndBeginsWithItsManifest() throws Exception {
        try (JarInputStream jar =
                new JarInputStream(Files.newInputStream(Path.of(System.getProperty("blb.emulator.jar"))))) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("dev.blb.emulator.Main");
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                assertThat(entry.getMethod()).as(entry.getName()).isEqualTo(ZipEntry.STORED);
            }
        }
    }

    @Test
    void aTakenPortIsOneLine() {
        try (EmulatorJar emulator = EmulatorJar.start()) {
            String port = Integer.toString(emulator.endpoint().getPort());

            assertThatThrownBy(() -> EmulatorJar.start("--port", port))
                    .hasMessageContaining("Address already in use, or not local: 127.0.0.1:" + port)
                    .hasMessageNotContaining("\tat ");
        }
    }

    private static HttpRequest get(EmulatorJar emulator, String path) {
        return HttpRequest.newBuilder(emulator.endpoint().resolve(path))
                .method("GET", BodyPublishers.noBody())
                .build();
    }

    private static Socket connect(EmulatorJar emulator) throws IOException {
        URI endpoint = emulator.endpoint();
        Socket socket = new Socket(endpoint.getHost(), endpoint.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String raw(EmulatorJar emulator, String request) throws IOException {
        try (Socket socket = connect(emulator)) {
            write(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean refusesConnections(EmulatorJar emulator) {
        try (Socket socket = connect(emulator)) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the deadline").isBefore(deadline);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
