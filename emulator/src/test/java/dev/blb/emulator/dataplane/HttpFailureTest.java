package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.dataplane.HttpServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.ServerPlan;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that fail, clients that go, and time. */
class HttpFailureTest {
    private final Rig rig = new Rig();
    private final TestServer good = HttpServer.saying("good");

    @AfterEach
    void close() {
        rig.close();
        good.close();
    }

    private void listen(ServerPlan... servers) {
        rig.apply(plan(servers));
    }

    private static ListenerPlan plan(ServerPlan... servers) {
        return Plans.withTimeout(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, servers), 30);
    }

    private Client client() throws IOException {
        return new Client(rig.connect(8080));
    }

    private static TestServer closing() {
        return new TestServer(socket -> Message.read(socket.getInputStream()));
    }

    @Test
    void aServerThatRefusesIsPassedOverForAnyRequest() throws IOException {
        try (TestServer dead = HttpServer.saying("dead")) {
            dead.kill();
            listen(dead.plan("i-d", 1), good.plan("i-g", 1));
            try (Client client = client()) {
                for (int i = 0; i < 6; i++) {
                    assertThat(client.get("/").body()).isEqualTo("good");
                    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
                    assertThat(client.read().body()).isEqualTo("good");
                }
            }
        }
        assertThat(rig.count(8080, Metric.RETRIES)).isEqualTo(12);
    }

    @Test
    void whereAllRefuseTheAnswerNamesThem() throws IOException {
        try (TestServer dead = HttpServer.saying("dead")) {
            dead.kill();
            listen(dead.plan("i-d", 1), dead.plan("i-e", 1));
            try (Client client = client()) {
                Message answer = client.get("/");
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.header(Answers.REASON_HEADER))
                        .isEqualTo("i-d cannot be connected to; i-e cannot be connected to");
            }
        }
    }

    @Test
    void anIdempotentRequestIsSentToTheNextServerWithItsBodyAndAnotherIsNot() throws IOException {
        try (TestServer closing = closing()) {
            listen(closing.plan("i-c", 1), good.plan("i-g", 1));
            try (Client client = client()) {
                client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(client.read().body()).isEqualTo("good");
                assertThat(client.get("/").body()).isEqualTo("good");
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
                Message answer = client.read();
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.header(Answers.REASON_HEADER))
                        .isEqualTo("i-c closed its connection without an answer");
            }
        }
    }

    /** A client that was told to go on is not told again by the next server. */
    @Test
    void aBodyIsAskedForOnce() throws IOException {
        CountDownLatch told = new CountDownLatch(1);
        try (TestServer closing = new TestServer(socket -> {
            socket.getInputStream().read();
            await(told);
        })) {
            listen(closing.plan("i-c", 1), good.plan("i-g", 1));
            try (Client client = client()) {
                client.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(100);
                told.countDown();
                until(() -> rig.count(8080, Metric.RETRIES) == 1);
                client.send("abc");
                Message answer = client.read();
                assertThat(answer.firstLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(answer.body()).isEqualTo("good");
            }
        } finally {
            told.countDown();
        }
    }

    @Test
    void aKeptConnectionThatTheServerClosedIsReplaced() throws IOException {
        AtomicInteger answered = new AtomicInteger();
        try (TestServer once = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            answered.incrementAndGet();
            socket.getOutputStream().write(HttpServer.ok("once", false));
            // Closes only when the next request comes, so that it is lost.
            socket.getInputStream().read();
        })) {
            listen(once.plan("i-o", 1));
            try (Client client = client()) {
                for (int i = 0; i < 5; i++) {
                    assertThat(client.get("/").body()).isEqualTo("once");
                }
            }
        }
        assertThat(answered).hasValue(5);
        assertThat(rig.count(8080, Metric.RESETS)).isEqualTo(4);
        assertThat(rig.count(8080, Metric.RETRIES))
                .as("given to another server")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "hello|;cannot be read",
                "HTTP/1.1 abc||;cannot be read",
                "HTTP/1.1 200 OK|X;closed its connection within the head",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||0||;transfer coding is unknown",
                "HTTP/1.1 101 Switching Protocols|Upgrade: x||;changed the protocol unasked",
                "HTTP/1.1 200 OK|X: LONG|Content-Length: 0||;more than 4096 bytes"
            })
    void anAnswerThatBreaksHttpIsA502(String answer, String reason) throws IOException {
        try (TestServer broken = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            socket.getOutputStream().write(bytes(answer.replace("|", "\r\n").replace("LONG", "a".repeat(5_000))));
            socket.shutdownOutput();
        })) {
            listen(broken.plan("i-b", 1));
            try (Client client = client()) {
                Message got = client.get("/");
                assertThat(got.status()).isEqualTo(502);
                assertThat(got.header(Answers.REASON_HEADER)).startsWith("i-b ").contains(reason);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "HTTP/1.1 200 OK|Content-Length: 10||abc",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc|",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||zz|abc|"
            })
    void anAnswerThatIsCutShortEndsTheClientsConnectionToo(String answer) throws IOException {
        try (TestServer broken = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            socket.getOutputStream().write(bytes(answer.replace("|", "\r\n")));
        })) {
            listen(broken.plan("i-b", 1));
            try (Client client = client()) {
                assertThatThrownBy(() -> client.get("/")).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void anAnswerWithoutLengthThatEndsByAResetIsCountedOnce() throws IOException {
        CountDownLatch heard = new CountDownLatch(1);
        try (TestServer resetting = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            socket.getOutputStream().write(bytes("HTTP/1.1 200 OK\r\n\r\nhello"));
            await(heard);
            socket.setSoLinger(true, 0);
        })) {
            listen(resetting.plan("i-r", 1));
            try (Client client = client()) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                StringBuilder read = new StringBuilder();
                while (!read.toString().endsWith("hello")) {
                    read.append((char) client.in().read());
                }
                heard.countDown();
                until(() -> !rig.plane.accessLog(Rig.BLB, 1).isEmpty());
                // When it returns, the event loops have done what they had begun.
                rig.advance(Duration.ZERO);
            }
            assertThat(rig.plane.accessLog(Rig.BLB, 10)).hasSize(1);
            assertThat(rig.count(8080, Metric.RESETS)).isEqualTo(1);
            assertNoLoad();
        } finally {
            heard.countDown();
        }
    }

    private void assertNoLoad() {
        assertThat(rig.plane
                        .pick(plan().key(), rig.at(8080).getAddress())
                        .orElseThrow()
                        .loads())
                .allMatch(load -> load.load() == 0);
    }

    @Test
    void aSilentServerIsA504ByTheClock() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (TestServer silent = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            asked.countDown();
            await(done);
        })) {
            listen(silent.plan("i-s", 1));
            try (Client client = client()) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                await(asked);
                rig.advance(Duration.ofSeconds(29));
                assertThat(rig.count(8080, Metric.TIMEOUTS)).isZero();
                rig.advance(Duration.ofSeconds(1));
                Message answer = client.read();
                assertThat(answer.status()).isEqualTo(504);
                assertThat(answer.header(Answers.REASON_HEADER)).isEqualTo("i-s was silent for 30 s");
            }
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void keptConnectionsOfBothSidesEndByTheClock() throws IOException {
        listen(good.plan("i-g", 1));
        try (Client client = client()) {
            client.get("/");
            rig.advance(Duration.ofSeconds(59));
            assertThat(good.open()).isEqualTo(1);
            rig.advance(Duration.ofSeconds(1));
            until(() -> good.open() == 0);
            assertThat(client.get("/").body()).isEqualTo("good");
            rig.advance(Duration.ofSeconds(75));
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aFrozenClockEndsNothing() throws IOException {
        listen(good.plan("i-g", 1));
        try (Client client = client()) {
            client.get("/");
            rig.plane.timeMoved(rig.clock.instant());
            assertThat(client.get("/").body()).isEqualTo("good");
        }
    }

    @Test
    void aClientThatGoesIsLoggedAndItsServerIsFree() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (TestServer silent = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            asked.countDown();
            await(done);
        })) {
            listen(silent.plan("i-s", 1));
            try (Client client = client()) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                await(asked);
            }
            until(() -> !rig.plane.accessLog(Rig.BLB, 1).isEmpty());
            assertThat(rig.plane.accessLog(Rig.BLB, 1).get(0).status()).isEqualTo(499);
            assertNoLoad();
        } finally {
            done.countDown();
        }
    }

    @Test
    void aDeletedListenerLetsARequestUnderWayFinish() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch deleted = new CountDownLatch(1);
        try (TestServer slow = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            asked.countDown();
            await(deleted);
            socket.getOutputStream().write(HttpServer.ok("slow", false));
        })) {
            listen(slow.plan("i-s", 1));
            try (Client client = client();
                    Client idle = client()) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                await(asked);
                rig.apply();
                assertThat(idle.isEnded()).isTrue();
                deleted.countDown();
                Message answer = client.read();
                assertThat(answer.body()).isEqualTo("slow");
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(client.isEnded()).isTrue();
            }
        } finally {
            deleted.countDown();
        }
    }

    @Test
    void aDeletedListenerSendsToTheEndWhatItHasOfAnswers() throws IOException {
        // Together more than the buffers of the operating system take.
        int answers = 1_000;
        String body = "a".repeat(16_000);
        try (TestServer server = HttpServer.saying(body);
                Socket socket = new Socket()) {
            listen(server.plan("i-s", 1));
            socket.setReceiveBufferSize(65_536);
            socket.connect(rig.at(8080));
            try (Client client = new Client(socket)) {
                for (int i = 1; i <= answers; i++) {
                    int sent = i;
                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                    until(() -> rig.count(8080, Metric.RESPONSES_2XX) == sent);
                }
                rig.apply();
                for (int i = 0; i < answers; i++) {
                    assertThat(client.read().body()).isEqualTo(body);
                }
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    @Test
    void aServerThatDiesLosesItsKeptConnections() throws IOException {
        listen(good.plan("i-g", 1));
        try (Client client = client()) {
            client.get("/");
            assertThat(good.open()).isEqualTo(1);
            listen(Plans.withHealth(good.plan("i-g", 1), "Dead"));
            until(() -> good.open() == 0);
            assertThat(client.get("/").status()).isEqualTo(502);
        }
    }
}
