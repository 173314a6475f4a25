package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.blb.emulator.api.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class WaitTest {
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine(Map.of());
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    /** A server that is no emulator: it gives every request this answer. */
    private static HttpServer server(IntSupplier status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status.getAsInt(), bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return server;
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void endsWithZeroWhenAnEmulatorIsReady() {
        try (BlbEmulator emulator = BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0))) {
            assertThat(run("wait", "--timeout", "5m", emulator.baseUri().toString()))
                    .isZero();
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void asksUntilItIsReady() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer starting = server(() -> asked.incrementAndGet() < 3 ? 503 : 200, "{\"status\":\"ready\"}");
        try {
            assertThat(run("wait", "--timeout", "5m", address(starting))).isZero();
            assertThat(asked).hasValue(3);
        } finally {
            starting.stop(0);
        }
    }

    @Test
    void aTimeOutOfZeroAsksOnce() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = server(() -> asked.incrementAndGet() < 2 ? 503 : 200, "{\"status\":\"ready\"}");
        try {
            assertThat(run("wait", "--timeout", "0", address(server))).isEqualTo(1);
            assertThat(err.toString()).contains("status 503");
            assertThat(run("wait", "--timeout", "0", address(server))).isZero();
            assertThat(asked).hasValue(2);
        } finally {
            server.stop(0);
        }
    }

    /** The message about an address without an emulator; the limit is raised until an attempt ends within it. */
    private String whyNotReady(String address) {
        for (int seconds = 2; ; seconds *= 2) {
            err.getBuffer().setLength(0);
            assertThat(run("wait", "--timeout", seconds + "s", address)).isEqualTo(1);
            assertThat(err.toString()).contains("within " + seconds * 1000 + " ms");
            if (seconds > 60 || !err.toString().contains("no answer yet")) {
                return err.toString();
            }
        }
    }

    @Test
    void endsWithOneWhenNobodyIsThere() throws IOException {
        try (Socket bound = new Socket()) {
            // Bound and not listening: nobody else can take the port, and connections are refused.
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String address = "http://127.0.0.1:" + bound.getLocalPort();

            assertThat(whyNotReady(address).lines()).singleElement().asString().contains(address, "refused");
        }
    }

    @Test
    void anyOtherServerIsNotAnEmulator() throws IOException {
        HttpServer absent = server(() -> 404, "no such page");
        HttpServer site = server(() -> 200, "welcome");
        try {
            assertThat(whyNotReady(address(absent))).contains("status 404");
            assertThat(whyNotReady(address(site))).contains("welcome");
        } finally {
            absent.stop(0);
            site.stop(0);
        }
    }

    @Test
    void aServerThatNeverAnswersCannotOutlastTheTimeOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + silent.getLocalPort();
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                    () -> run("wait", "--timeout", "300ms", address), task -> new Thread(task).start());
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8252", "https://localhost:8252", "http://", "not an address"})
    void aWrongAddressIsToldWithOneLine(String address) {
        assertThat(run("wait", address)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(address, "http://HOST:PORT");
    }

    @Test
    void aWrongTimeOutIsToldWithOneLine() {
        assertThat(run("wait", "--timeout", "soon")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("--timeout", "soon", "500ms");
    }
}
