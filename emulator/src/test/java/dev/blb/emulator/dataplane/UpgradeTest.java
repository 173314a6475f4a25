package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.dataplane.HttpServer.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.ServerPlan;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that change their protocol. */
class UpgradeTest {
    private static final String ASK =
            "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo\r\n\r\n";

    private final Rig rig = new Rig();
    private final List<Message> requests = new CopyOnWriteArrayList<>();

    /** Agrees to any change, says hello in the same breath, and echoes. */
    private final TestServer echo = new TestServer(socket -> {
        requests.add(Message.read(socket.getInputStream()));
        socket.getOutputStream()
                .write(
                        bytes(
                                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-A: b\r\n\r\nhello"));
        socket.getInputStream().transferTo(socket.getOutputStream());
        socket.getOutputStream().write(bytes("bye"));
    });

    @AfterEach
    void close() {
        rig.close();
        echo.close();
    }

    private void listen(ServerPlan server) {
        rig.apply(Plans.withTimeout(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, server), 30));
    }

    private Client upgraded() throws IOException {
        Client client = new Client(rig.connect(8080));
        client.send(ASK);
        Message answer = client.read();
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("upgrade")).isEqualTo("echo");
        assertThat(answer.header("connection")).isEqualToIgnoringCase("upgrade");
        assertThat(answer.header("x-a")).isEqualTo("b");
        assertThat(new String(client.in().readNBytes(5), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("hello");
        return client;
    }

    private static String echoed(Client client, String text) throws IOException {
        client.send(text);
        return new String(client.in().readNBytes(text.length()), java.nio.charset.StandardCharsets.US_ASCII);
    }

    private int load() {
        return rig.plane
                .pick(
                        new dev.blb.emulator.traffic.ListenerKey(Rig.BLB, 8080, false),
                        rig.at(8080).getAddress())
                .orElseThrow()
                .loads()
                .get(0)
                .load();
    }

    @Test
    void bytesPassAfterItAndEachEndByItself() throws IOException {
        listen(echo.plan("i-a", 1));
        try (Client client = upgraded()) {
            assertThat(echoed(client, "GET / HTTP/1.1\r\n\r\n")).isEqualTo("GET / HTTP/1.1\r\n\r\n");
            assertThat(load()).isEqualTo(1);
            client.socket().shutdownOutput();
            assertThat(new String(client.in().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("bye");
        }
        until(() -> load() == 0);
        assertThat(requests.get(0).header("upgrade")).isEqualTo("echo");
        assertThat(requests.get(0).header("connection")).isEqualToIgnoringCase("upgrade");
        until(() -> rig.plane.accessLog(Rig.BLB, 1).size() == 1);
        assertThat(rig.plane.accessLog(Rig.BLB, 1).get(0).status()).isEqualTo(101);
        assertThat(rig.count(8080, Metric.ACTIVE_CONNECTIONS)).isZero();
    }

    /** What a client sends behind its request is the beginning of what it says in the other protocol. */
    @ParameterizedTest
    @ValueSource(strings = {"EARLY", "EARLY\n", "\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"})
    void bytesBehindTheRequestPass(String early) throws IOException {
        listen(echo.plan("i-a", 1));
        try (Client client = new Client(rig.connect(8080))) {
            client.send(ASK + early);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(new String(client.in().readNBytes(5 + early.length()), US_ASCII))
                    .isEqualTo("hello" + early);
            assertThat(echoed(client, "and on")).isEqualTo("and on");
        }
    }

    /** The reader stops behind the request also while another one is carried out before it. */
    @Test
    void bytesBehindARequestThatWaitsPass() throws IOException {
        try (TestServer both = new TestServer(socket -> {
            if (Message.read(socket.getInputStream()).firstLine().startsWith("GET /a ")) {
                socket.getOutputStream()
                        .write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
            } else {
                socket.getOutputStream()
                        .write(bytes(
                                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"));
                socket.getInputStream().transferTo(socket.getOutputStream());
            }
        })) {
            listen(both.plan("i-a", 1));
            String sent = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n" + ASK + "EARLY";
            try (Client client = new Client(rig.connect(8080))) {
                client.send(sent);
                assertThat(client.read().body()).isEqualTo("ok");
                assertThat(client.read().status()).isEqualTo(101);
                assertThat(new String(client.in().readNBytes(5), US_ASCII)).isEqualTo("EARLY");
                assertThat(echoed(client, "and on")).isEqualTo("and on");
            }
            until(() -> rig.count(8080, Metric.ACTIVE_CONNECTIONS) == 0);
            assertThat(rig.count(8080, Metric.BYTES_IN)).isEqualTo(sent.length() + 6);
        }
    }

    /** Much more than is read at once. */
    @Test
    void manyBytesBehindTheRequestPass() throws Exception {
        listen(echo.plan("i-a", 1));
        String early = "0123456789".repeat(200_000);
        try (Client client = new Client(rig.connect(8080))) {
            Thread sender = new Thread(() -> {
                try {
                    client.send(ASK + early);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(new String(client.in().readNBytes(5 + early.length()), US_ASCII))
                    .isEqualTo("hello" + early);
            sender.join();
        }
    }

    /** Requests behind one whose upgrade is declined, or is answered by the listener itself, are answered in their order. */
    @Test
    void requestsBehindADeclinedUpgradeAreAnswered() throws IOException {
        String next = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";
        try (TestServer plain = HttpServer.saying("ok", requests)) {
            listen(plain.plan("i-a", 1));
            try (Client client = new Client(rig.connect(8080))) {
                client.send(ASK + next + ASK + next);
                for (int i = 0; i < 4; i++) {
                    assertThat(client.read().body()).isEqualTo("ok");
                }
            }
            assertThat(requests)
                    .extracting(Message::firstLine)
                    .containsExactly(
                            "GET /chat HTTP/1.1", "GET /next HTTP/1.1", "GET /chat HTTP/1.1", "GET /next HTTP/1.1");
        }
        rig.apply(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null));
        try (Client client = new Client(rig.connect(8080))) {
            client.send(ASK + next);
            assertThat(client.read().status()).isEqualTo(503);
            assertThat(client.read().status()).isEqualTo(503);
        }
    }

    @Test
    void itEndsWhenIdleByTheClockAndWithItsListener() throws IOException {
        listen(echo.plan("i-a", 1));
        try (Client client = upgraded()) {
            rig.advance(Duration.ofSeconds(29));
            assertThat(echoed(client, "x")).isEqualTo("x");
            rig.advance(Duration.ofSeconds(30));
            assertThat(client.isEnded()).isTrue();
        }
        try (Client client = upgraded()) {
            rig.apply();
            assertThat(endsByReset(client)).isTrue();
        }
    }

    private static boolean endsByReset(Client client) throws IOException {
        try {
            return client.in().read() > 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Test
    void aServerMayDecline() throws IOException {
        try (TestServer plain = HttpServer.saying("ok")) {
            listen(plain.plan("i-a", 1));
            try (Client client = new Client(rig.connect(8080))) {
                client.send(ASK);
                assertThat(client.read().body()).isEqualTo("ok");
                assertThat(client.get("/").body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void anUpgradeToHttp2IsNotPassed() throws IOException {
        try (TestServer plain = HttpServer.saying("ok", requests)) {
            listen(plain.plan("i-a", 1));
            try (Client client = new Client(rig.connect(8080))) {
                client.get(
                        "/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n");
            }
        }
        assertThat(requests.get(0).headers()).containsExactly("Host: h");
    }

    @Test
    void webSocketsWork() throws Exception {
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.modifyWebSocketServletFactory(factory -> {
                factory.setMaxBinaryMessageSize(4_000_000);
                factory.setIdleTimeout(Duration.ofMinutes(5));
            });
            config.routes.ws("/chat", handlers -> {
                handlers.onMessage(message -> message.send(message.message() + "!"));
                handlers.onBinaryMessage(message -> message.send(message.data()));
            });
        });
        server.start("127.0.0.1", 0);
        try {
            listen(Plans.server("i-a", new InetSocketAddress(Plans.address("127.0.0.1"), server.port()), 1));
            Listening heard = new Listening();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + rig.address + ":8080/chat"), heard)
                    .get(60, TimeUnit.SECONDS);
            byte[] large = new byte[1_000_000];
            new Random(3).nextBytes(large);

            socket.sendText("hello", true).get(60, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo("hello!");
            socket.sendBinary(ByteBuffer.wrap(large), true).get(60, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo(java.util.Arrays.hashCode(large));
            socket.sendPing(ByteBuffer.wrap(new byte[] {7})).get(60, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo("pong 7");
            socket.sendClose(4001, "done").get(60, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo("closed 4001 done");
        } finally {
            server.stop();
        }
    }

    private static final class Listening implements WebSocket.Listener {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final java.io.ByteArrayOutputStream binary = new java.io.ByteArrayOutputStream();

        Object next() throws InterruptedException {
            return java.util.Objects.requireNonNull(heard.poll(60, TimeUnit.SECONDS));
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            heard.add(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                heard.add(java.util.Arrays.hashCode(binary.toByteArray()));
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            heard.add("pong " + message.get());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code + " " + reason);
            return null;
        }
    }
}
