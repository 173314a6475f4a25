package dev.blb.emulator.fault;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.FreePort;
import dev.blb.emulator.ShortPrograms;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingsTable;
import dev.blb.emulator.traffic.Plans;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Effects on all connections: ports that refuse them, and calls that are held back. */
@Isolated("the programs that it starts hold the sockets of other tests open for a moment")
class OutageTest {
    private static final Settings SETTINGS =
            Settings.DEFAULTS.with(SettingsTable.PORT, 0).with(SettingsTable.AUTH, AuthMode.PARSE);

    private final BlbEmulator emulator = BlbEmulator.start(SETTINGS);

    /** A port that the system gives to no client while it is not listened on. */
    private static Settings failing() {
        return SETTINGS.with(SettingsTable.PORT, FreePort.any());
    }

    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private void plan(String stall) {
        effect("\"stall\":\"" + stall + "\"");
    }

    private void effect(String effect) {
        api.put("/_blb/faults?account=" + api.account(), "{\"rules\":[{\"name\":\"f\",\"effect\":{" + effect + "}}]}")
                .ok();
    }

    @Test
    void connectionsAreRefusedAndThenAcceptedAgainOnTheSamePort() throws IOException {
        try (BlbEmulator failing =
                        BlbEmulator.start(failing().with(SettingsTable.HTTPS_PORT, Optional.of(FreePort.any())));
                Kept before = new Kept(failing.baseUri().getPort())) {
            Api client = Api.of(failing);
            client.put(
                            "/_blb/faults",
                            "{\"rules\":[{\"name\":\"down\",\"match\":{\"nth\":2},\"effect\":{\"connectionRefused\":\"60s\"}}]}")
                    .ok();
            assertThat(before.get("/v1/blb", client.account())).startsWith("HTTP/1.1 200 ");
            try (Kept hit = new Kept(failing.baseUri().getPort())) {
                assertThat(hit.get("/v1/blb", client.account())).isEqualTo("RST");
            }
            for (URI uri : List.of(failing.baseUri(), failing.httpsUri().orElseThrow())) {
                for (String host : List.of("127.0.0.1", "::1")) {
                    assertThatThrownBy(() -> new Socket(Plans.address(host), uri.getPort()).close())
                            .isInstanceOf(SocketException.class);
                }
            }
            // A control route is answered on a connection that is open, and can end the outage.
            assertThat(before.get("/_blb/faults", client.account())).contains("\"fired\":1");
            assertThat(before.send("DELETE", "/_blb/faults", client.account())).startsWith("HTTP/1.1 200 ");
            for (URI uri : List.of(failing.baseUri(), failing.httpsUri().orElseThrow())) {
                new Socket(Plans.address("127.0.0.1"), uri.getPort()).close();
            }
            assertThat(client.get("/v1/blb").ok().json().path("blbList")).isEmpty();
        }
    }

    @Test
    void anOutageMeetsOpenConnectionsAndEndsAfterItsTime() throws IOException {
        try (BlbEmulator failing = BlbEmulator.start(failing());
                Kept before = new Kept(failing.baseUri().getPort())) {
            int port = failing.baseUri().getPort();
            Api client = Api.of(failing);
            client.put(
                            "/_blb/faults",
                            "{\"rules\":[{\"name\":\"short\",\"match\":{\"operation\":\"DescribeBlbs\",\"first\":1},"
                                    + "\"effect\":{\"connectionRefused\":\"1ms\"}},"
                                    + "{\"name\":\"long\",\"match\":{\"operation\":\"DescribeBlb\"},"
                                    + "\"effect\":{\"connectionRefused\":\"60s\"}}]}")
                    .ok();
            assertThat(before.get("/_blb/health", "a")).startsWith("HTTP/1.1 200 ");
            try (Kept hit = new Kept(port)) {
                assertThat(hit.get("/v1/blb", client.account())).isEqualTo("RST");
            }
            until(() -> accepts(port));
            // Its plan is still there, and its other rules apply.
            until(() -> get(port, "/v1/blb", client.account()).startsWith("HTTP/1.1 200 "));
            try (Kept hit = new Kept(port)) {
                assertThat(hit.get("/v1/blb/lb-1", client.account())).isEqualTo("RST");
            }
            assertThat(before.get("/v1/blb", client.account())).isEqualTo("RST");
            // The end of the server waits for no outage, and gives the port back.
        }
    }

    @Test
    void noConnectionIsAcceptedOnceACallWasReset() throws IOException {
        try (BlbEmulator failing = BlbEmulator.start(failing());
                ShortPrograms programs = new ShortPrograms()) {
            int port = failing.baseUri().getPort();
            Api client = Api.of(failing);
            for (int i = 0; i < 200; i++) {
                // A new plan ends the outage of the one before.
                client.put(
                                "/_blb/faults",
                                "{\"rules\":[{\"name\":\"down\",\"effect\":{\"connectionRefused\":\"60s\"}}]}")
                        .ok();
                try (Kept hit = new Kept(port)) {
                    assertThat(hit.get("/v1/blb", client.account())).isEqualTo("RST");
                }
                assertThat(accepts(port)).isFalse();
            }
            assertThat(programs.started()).isPositive();
        }
    }

    private static String get(int port, String path, String account) {
        try (Kept call = new Kept(port)) {
            return call.get(path, account);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(Plans.address("127.0.0.1"), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void anOutageIsNoEffectOfOneAccount() {
        String plan = "{\"rules\":[{\"name\":\"down\",\"effect\":{\"connectionRefused\":\"%s\"}}]}";
        assertThat(api.put("/_blb/faults?account=" + api.account(), plan.formatted("5s"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("rules[0].effect.connectionRefused", "all accounts share the port");
        assertThat(api.put("/_blb/faults", plan.formatted("61s"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("up to 60s");
    }

    @Test
    void aHundredCallsMayBeHeldBackAndNoMore() throws IOException {
        plan("5m");
        List<Kept> calls = new ArrayList<>();
        try {
            for (int i = 0; i < 101; i++) {
                Kept call = new Kept(emulator.baseUri().getPort());
                calls.add(call);
                call.write("GET", "/v1/blb", api.account());
            }
            until(() -> calls.stream().anyMatch(Kept::isAnswered));
            List<Kept> refused = calls.stream().filter(Kept::isAnswered).toList();
            assertThat(refused).hasSize(1);
            assertThat(refused.get(0).read())
                    .startsWith("HTTP/1.1 503 ")
                    .contains(
                            "x-blb-emulator-fault: f\r\n",
                            "ServiceUnavailable",
                            "100 calls are held back by fault plans");
            // Control routes have threads left.
            api.delete("/_blb/faults?account=" + api.account()).ok();
            calls.removeAll(refused);
            for (Kept call : calls) {
                assertThat(call.read()).isEqualTo("FIN");
            }
        } finally {
            for (Kept call : calls) {
                call.close();
            }
        }
        plan("1ms");
        try (Kept call = new Kept(emulator.baseUri().getPort())) {
            assertThat(call.get("/v1/blb", api.account())).isEqualTo("FIN");
        }
    }

    @Test
    void aSlowAnswerIsHeldBackUntilItWasSentOrItsClientOrThePlanHasGone() throws IOException {
        for (int i = 0; i < 5; i++) {
            api.create();
        }
        String whole = api.get("/v1/blb").ok().body();
        effect("\"dribbleBytesPerSecond\":1");
        List<Kept> all = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                ask(all);
            }
            List<Kept> slow = new ArrayList<>(all);
            assertThat(ask(all).read())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("x-blb-emulator-fault: f\r\n", "100 calls are held back by fault plans");
            slow.remove(0).close();
            until(() -> ask(all).head().startsWith("HTTP/1.1 200 "));
            api.delete("/_blb/faults?account=" + api.account()).ok();
            for (Kept call : slow) {
                assertThat(call.read()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + whole);
            }
        } finally {
            for (Kept call : all) {
                call.close();
            }
        }
    }

    @Test
    void aSlowAnswerThatIsDelayedGivesItsPlaceBack() {
        api.put(
                        "/_blb/faults?account=" + api.account(),
                        "{\"rules\":[{\"name\":\"f\",\"phase\":\"after\","
                                + "\"effect\":{\"dribbleBytesPerSecond\":100000,\"delay\":\"1ms\"}}]}")
                .ok();
        for (int i = 0; i < 201; i++) {
            api.get("/v1/blb").ok();
        }
    }

    /** A call whose answer has begun to come, added to these. */
    private Kept ask(List<Kept> calls) {
        try {
            Kept call = new Kept(emulator.baseUri().getPort());
            calls.add(call);
            call.write("GET", "/v1/blb", api.account());
            until(call::isAnswered);
            return call;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that is kept open. */
    private static final class Kept implements AutoCloseable {
        private final Socket socket;

        Kept(int port) throws IOException {
            socket = new Socket(Plans.address("127.0.0.1"), port);
            socket.setSoTimeout(60_000);
        }

        String get(String path, String account) throws IOException {
            return send("GET", path, account);
        }

        String send(String method, String path, String account) throws IOException {
            write(method, path, account);
            return read();
        }

        void write(String method, String path, String account) throws IOException {
            String head = method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                    + "Authorization: bce-auth-v1/" + account + "/2026-01-01T00:00:00Z/1800/host/0\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        }

        boolean isAnswered() {
            try {
                return socket.getInputStream().available() > 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The head of the answer; with {@code FIN} if the connection ends before. */
        String head() {
            try {
                StringBuilder answer = new StringBuilder();
                while (!answer.toString().endsWith("\r\n\r\n")) {
                    int c = socket.getInputStream().read();
                    if (c < 0) {
                        return answer + "FIN";
                    }
                    answer.append((char) c);
                }
                return answer.toString();
            } catch (SocketException reset) {
                return "RST";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The head and body of the answer; {@code FIN} or {@code RST} if the connection ends before. */
        String read() throws IOException {
            try {
                String answer = head();
                Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(answer);
                int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
                return answer + new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
            } catch (SocketException reset) {
                return "RST";
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
