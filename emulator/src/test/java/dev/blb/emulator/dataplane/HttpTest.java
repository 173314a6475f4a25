package dev.blb.emulator.dataplane;

import static dev.blb.emulator.dataplane.HttpServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.ServerPlan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request and its answer: what is passed on, what is taken out, and what is added. */
class HttpTest {
    private final Rig rig = new Rig();
    private final List<Message> requests = new CopyOnWriteArrayList<>();

    /** Answers with what stands in the header X-Answer; in it, | is a line end. */
    private final TestServer server = HttpServer.of((request, to) -> {
        requests.add(request);
        List<String> answer = request.all("x-answer");
        to.write(
                answer.isEmpty()
                        ? HttpServer.ok("ok", request.firstLine().startsWith("HEAD "))
                        : bytes(answer.get(0).replace("|", "\r\n")));
    });

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    private static ListenerPlan plan(HttpPlan http, ServerPlan... servers) {
        return Plans.listener(Protocol.HTTP, 8080, http, null, servers);
    }

    private void listen(HttpPlan http) {
        rig.apply(plan(http, server.plan("i-a", 1)));
    }

    private Client client() throws IOException {
        return new Client(rig.connect(8080));
    }

    private Message answerTo(String answer, String... headers) throws IOException {
        try (Client client = client()) {
            return client.get("/", "X-Answer: " + answer + "\r\n", String.join("", headers));
        }
    }

    @Test
    void requestAndAnswerPassUnchanged() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            client.send("POST /a?b=%20c HTTP/1.1\r\nHost: www.example.com\r\nX-One: 1\r\nx-one: 2\r\n"
                    + "Content-Length: 3\r\n\r\nabc");
            Message answer = client.read();

            assertThat(answer.firstLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(answer.headers()).containsExactly("Content-Length: 2", "Content-Type: text/plain");
            assertThat(answer.body()).isEqualTo("ok");
        }
        assertThat(requests.get(0).firstLine()).isEqualTo("POST /a?b=%20c HTTP/1.1");
        assertThat(requests.get(0).headers())
                .containsExactly("Host: www.example.com", "X-One: 1", "x-one: 2", "Content-Length: 3");
        assertThat(requests.get(0).body()).isEqualTo("abc");
    }

    @Test
    void connectionsAreKeptOnBothSides() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/" + i).body()).isEqualTo("ok");
            }
        }
        assertThat(requests).hasSize(10);
        assertThat(rig.traffic(8080).servers().get(0).counters())
                .containsEntry(Metric.NEW_CONNECTIONS, 1L)
                .containsEntry(Metric.REQUESTS, 10L);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                all.append("GET / HTTP/1.1\r\nHost: h\r\nX-Answer: HTTP/1.1 200 OK|Content-Length: 3||")
                        .append(100 + i)
                        .append("\r\n\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < 200; i++) {
                assertThat(client.read().body()).isEqualTo(String.valueOf(100 + i));
            }
        }
    }

    @Test
    void thousandsOfPipelinedRequestsThatNoServerTakesAreAnswered() throws IOException {
        rig.apply(plan(HttpPlan.PLAIN));
        try (Client client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2_000));
            for (int i = 0; i < 2_000; i++) {
                assertThat(client.read().status()).isEqualTo(503);
            }
        }
    }

    @Test
    void headersOfOneConnectionAreNotPassed() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            Message answer = client.get(
                    "/",
                    "Connection: keep-alive, X-Mine, Content-Length\r\n",
                    "Keep-Alive: timeout=5\r\nProxy-Connection: x\r\nTE: gzip\r\nX-Mine: 1\r\nX-Kept: 2\r\n",
                    "X-Answer: HTTP/1.1 200 OK|Connection: X-Theirs|X-Theirs: 1|Keep-Alive: 3|X-Kept: 4|Content-Length: 0||\r\n");

            assertThat(answer.headers()).containsExactly("X-Kept: 4", "Content-Length: 0");
        }
        assertThat(requests.get(0).headers()).hasSize(3).contains("Host: h", "X-Kept: 2");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"false,-,-", "false,1.2.3.4,1.2.3.4", "true,-,127.0.0.1", "true,1.2.3.4,'1.2.3.4, 127.0.0.1'"})
    void theClientIsTold(boolean on, String sent, String expected) throws IOException {
        listen(new HttpPlan(on, on, null, 0, false));
        try (Client client = client()) {
            client.get("/", sent == null ? "" : "X-Forwarded-For: " + sent + "\r\n", "X-Forwarded-Proto: gopher\r\n");
        }
        assertThat(requests.get(0).all("x-forwarded-for")).isEqualTo(expected == null ? List.of() : List.of(expected));
        assertThat(requests.get(0).header("x-forwarded-proto")).isEqualTo(on ? "http" : "gopher");
    }

    @Test
    void anAbsoluteTargetLeadsToTheServerAllTheSame() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            client.send("GET http://elsewhere.example:81/x?y HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(requests.get(0).firstLine()).isEqualTo("GET /x?y HTTP/1.1");
        assertThat(requests.get(0).header("host")).isEqualTo("elsewhere.example:81");
    }

    @Test
    void severalCookiesStaySeveral() throws IOException {
        listen(HttpPlan.PLAIN);

        assertThat(answerTo("HTTP/1.1 200 OK|Set-Cookie: a=1|Set-Cookie: b=2; Path=/|Content-Length: 0||")
                        .all("set-cookie"))
                .containsExactly("a=1", "b=2; Path=/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content||",
                "HTTP/1.1 304 Not Modified|Content-Length: 5||",
                "HTTP/1.1 304 Not Modified|ETag: \"x\"||"
            })
    void answersWithoutABodyLeaveTheConnectionInStep(String answer) throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            Message bodiless = client.get("/", "X-Answer: " + answer + "\r\n");
            assertThat(String.join("|", bodiless.headers()))
                    .isEqualTo(answer.replaceFirst("^[^|]*\\|", "").replaceFirst("\\|+$", ""));
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }

    @Test
    void anAnswerToHeadKeepsItsLengthAndHasNoBody() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            Message answer = client.ask("HEAD", "/");
            assertThat(answer.header("content-length")).isEqualTo("2");
            assertThat(client.get("/").body()).isEqualTo("ok");
            client.ask("HEAD", "/", "X-Answer: HTTP/1.1 200 OK|Transfer-Encoding: chunked||\r\n");
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }

    @Test
    void chunksAndTrailersPassBothWays() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            String head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n";
            client.send(head
                    + "X-Answer: HTTP/1.1 200 OK|Transfer-Encoding: chunked|Trailer: X-Sum||3|abc|0|X-Sum: 6||\r\n\r\n"
                    + "2\r\nde\r\n0\r\nX-End: 1\r\n\r\n");
            Message answer = client.read();
            assertThat(answer.body()).isEqualTo("abc");
            assertThat(answer.trailers()).containsExactly("X-Sum: 6");
        }
        assertThat(requests.get(0).body()).isEqualTo("de");
        assertThat(requests.get(0).trailers()).containsExactly("X-End: 1");
    }

    @Test
    void oldClientsGetNoChunks() throws IOException {
        listen(HttpPlan.PLAIN);
        String chunked = "X-Answer: HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc|0||\r\n\r\n";
        try (Client client = client()) {
            client.send("GET / HTTP/1.0\r\n" + chunked);
            Message answer = client.read();
            assertThat(answer.body()).isEqualTo("abc");
            assertThat(answer.headers()).containsExactly("connection: close");
        }
        try (Client client = client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.read().header("connection")).isEqualTo("keep-alive");
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.read().header("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(requests.get(1).header("host")).isEqualTo(rig.address + ":8080");
    }

    @Test
    void anAnswerThatEndsWithItsConnectionIsChunked() throws IOException {
        try (TestServer old = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            socket.getOutputStream().write(bytes("HTTP/1.0 200 OK\r\n\r\nabc"));
        })) {
            rig.apply(plan(HttpPlan.PLAIN, old.plan("i-a", 1)));
            try (Client client = client()) {
                Message answer = client.get("/");
                assertThat(answer.firstLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
                assertThat(answer.body()).isEqualTo("abc");
                assertThat(client.get("/").body()).isEqualTo("abc");
            }
        }
    }

    @Test
    void aBodyThatIsAnnouncedIsAskedFor() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.read().firstLine()).isEqualTo("HTTP/1.1 100 Continue");
            client.send("abc");
            assertThat(client.read().body()).isEqualTo("ok");
        }
        assertThat(requests.get(0).all("expect")).isEmpty();
    }

    @Test
    void earlyHintsPassAndAForeignContinueDoesNot() throws IOException {
        listen(HttpPlan.PLAIN);
        try (Client client = client()) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: h\r\nX-Answer: HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints|Link: </a>||"
                            + "HTTP/1.1 200 OK|Content-Length: 2||ok\r\n\r\n");
            Message hints = client.read();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.header("link")).isEqualTo("</a>");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void anEarlyAnswerPassesAndEndsTheConnection() throws IOException {
        try (TestServer hasty = new TestServer(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream().write(bytes("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"));
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        })) {
            rig.apply(plan(HttpPlan.PLAIN, hasty.plan("i-a", 1)));
            try (Client client = client()) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nabc");
                Message answer = client.read();
                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    @Test
    void aListenerRedirects() throws IOException {
        listen(new HttpPlan(false, false, null, 443, false));
        try (Client client = client()) {
            Message answer = client.ask("POST", "/a?b", "Content-Length: 0\r\n");
            assertThat(answer.status()).isEqualTo(301);
            assertThat(answer.header("location")).isEqualTo("https://h/a?b");
            client.send("GET /c HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n");
            assertThat(client.read().header("location")).isEqualTo("https://[::1]/c");
        }
        listen(new HttpPlan(false, false, null, 8443, false));
        try (Client client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: www.example.com:8080\r\n\r\n");
            assertThat(client.read().header("location")).isEqualTo("https://www.example.com:8443/");
        }
        assertThat(requests).isEmpty();
    }

    private static final String JSON =
            "HTTP/1.1 200 OK|Content-Type: application/json; charset=utf-8|ETag: \"x\"|Content-Length: 31||"
                    + "{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaa\"}";

    @Test
    void jsonIsCompressedForClientsThatCanReadIt() throws IOException {
        listen(new HttpPlan(false, false, null, 0, true));
        Message answer = answerTo(JSON, "Accept-Encoding: br, gzip;q=0.5\r\n");

        assertThat(answer.headers())
                .containsExactlyInAnyOrder(
                        "Content-Type: application/json; charset=utf-8",
                        "content-encoding: gzip",
                        "etag: W/\"x\"",
                        "vary: accept-encoding",
                        "transfer-encoding: chunked");
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes(answer.body())))) {
            assertThat(new String(unpacked.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaa\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "br, *;q=0.1", "gzip, *;q=0", "*;q=0, gzip;q=0.001", "deflate;q=0, *"})
    void whatAClientAcceptsByItsNameOrAsAnyOtherIsCompressed(String accepted) throws IOException {
        listen(new HttpPlan(false, false, null, 0, true));

        assertThat(answerTo(JSON, "Accept-Encoding: " + accepted + "\r\n").header("content-encoding"))
                .isEqualTo("gzip");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "gzip, deflate;application/json;Content-Encoding: br",
                "deflate;application/json;X: y",
                "gzip\\q=0;application/json;X: y",
                "gzip\\q=0, *;application/json;X: y",
                "*, gzip\\q=0.000;application/json;X: y",
                "gzip\\q=0, gzip;application/json;X: y",
                "gzip\\x=1\\q=0;application/json;X: y",
                "*\\q=0;application/json;X: y",
                "gzip;text/html;X: y",
                "gzip;application/jsonl;X: y",
                "gzip;application/json;Cache-Control: no-transform"
            })
    void whatIsNotToBeCompressedIsNot(String accepted, String type, String header) throws IOException {
        listen(new HttpPlan(false, false, null, 0, true));

        Message answer = answerTo(
                "HTTP/1.1 200 OK|Content-Type: " + type + "|" + header + "|Content-Length: 30||" + "a".repeat(30),
                "Accept-Encoding: " + accepted.replace('\\', ';') + "\r\n");

        assertThat(answer.body()).isEqualTo("a".repeat(30));
    }

    @Test
    void withoutAServerTheAnswerSaysWhy() throws IOException {
        rig.apply(plan(HttpPlan.PLAIN));
        try (Client client = client()) {
            Message answer = client.get("/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header(Answers.REASON_HEADER)).isEqualTo("no server is attached");
            assertThat(answer.body()).contains("<h1>503 Service Unavailable</h1>");

            rig.apply(plan(HttpPlan.PLAIN, Plans.withHealth(server.plan("i-a", 1), "Dead")));
            answer = client.get("/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header(Answers.REASON_HEADER))
                    .isEqualTo("no server is eligible (i-a Dead: 3 probes were answered so)");
            listen(HttpPlan.PLAIN);
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }
}
