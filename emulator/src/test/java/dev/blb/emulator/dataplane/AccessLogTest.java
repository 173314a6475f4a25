package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.dataplane.HttpServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.AccessLine;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.RequestRules;
import dev.blb.emulator.traffic.TrafficFault.Answer;
import dev.blb.emulator.traffic.TrafficFault.Point;
import dev.blb.emulator.traffic.TrafficFaults.Hit;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the access log and the counters have of each request. */
class AccessLogTest {
    private final Rig rig = new Rig();

    /** Answers with the header X-Answer of the request, in which | is a line end. */
    private final TestServer server = HttpServer.of((request, to) -> {
        List<String> answer = request.all("x-answer");
        to.write(
                answer.isEmpty()
                        ? HttpServer.ok("ok", false)
                        : bytes(answer.get(0).replace("|", "\r\n")));
    });

    @BeforeEach
    void listen() {
        rig.apply(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, server.plan("i-a", 1)));
    }

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    private Client client() throws IOException {
        return new Client(rig.connect(8080));
    }

    /** nginx's {@code $request_length}: request line, headers and body. */
    @Test
    void theLengthOfARequestIsThatOnTheWire() throws IOException {
        String first = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
        String second =
                "POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n";
        String third = "GET /c HTTP/1.1\r\nHost: h\r\n\r\n";
        String refused = "GET /d HTTP/1.1\r\n\r\n";
        try (Client client = client()) {
            // Together, so that one read has parts of several requests.
            client.send(first + second + third + refused);
            for (int i = 0; i < 3; i++) {
                assertThat(client.read().body()).isEqualTo("ok");
            }
            assertThat(client.read().status()).isEqualTo(400);
        }
        assertThat(rig.plane.accessLog(Rig.BLB, 10))
                .extracting(line -> line.fields().get("request_length"))
                .containsExactly(
                        (long) first.length(), (long) second.length(), (long) third.length(), (long) refused.length());
    }

    @Test
    void theLogAndTheCountersHaveEachRequest() throws IOException {
        try (Client client = client()) {
            client.get("/a?b", "User-Agent: me\r\nReferer: there\r\n");
            client.get("/x", "X-Answer: HTTP/1.1 404 Not Found|Content-Length: 0||\r\n");
        }
        List<AccessLine> lines = rig.plane.accessLog(Rig.BLB, 10);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).fields())
                .containsEntry("request", "GET /a?b HTTP/1.1")
                .containsEntry("response_status", 200)
                .containsEntry("body_bytes_sent", 2L)
                .containsEntry("http_user_agent", "me")
                .containsEntry("http_referer", "there")
                .containsEntry(
                        "upstream_addr",
                        server.address().getHostString() + ":"
                                + server.address().getPort())
                .containsEntry("cip", "127.0.0.1")
                .containsEntry("time_local", "2026-11-25T10:00:00Z");
        assertThat(rig.traffic(8080).counters())
                .containsEntry(Metric.REQUESTS, 2L)
                .containsEntry(Metric.RESPONSES_2XX, 1L)
                .containsEntry(Metric.RESPONSES_4XX, 1L)
                .containsEntry(Metric.NEW_CONNECTIONS, 1L);
    }

    private List<Object> logged(String field) {
        return rig.plane.accessLog(Rig.BLB, 10).stream()
                .map(line -> line.fields().get(field))
                .toList();
    }

    /** {@code body_bytes_sent} is what was sent: an answer to HEAD has no body. */
    @Test
    void anAnswerToHeadSendsNoBody() throws IOException {
        try (Client client = client()) {
            client.ask("HEAD", "/", "X-Answer: HTTP/1.1 200 OK|Content-Length: 9||\r\n");
        }
        rig.apply(Plans.listener(Protocol.HTTP, 8080, new HttpPlan(false, false, null, 443, false), null));
        try (Client client = client()) {
            assertThat(client.ask("HEAD", "/").status()).isEqualTo(301);
        }
        rig.apply(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null));
        try (Client client = client()) {
            assertThat(client.ask("HEAD", "/").status()).isEqualTo(503);
            Message whole = client.get("/");
            assertThat(logged("body_bytes_sent"))
                    .containsExactly(0L, 0L, 0L, (long) whole.body().length());
        }
    }

    @ParameterizedTest
    @CsvSource({"204,0", "205,0", "304,0", "200,5"})
    void aPlannedAnswerIsLoggedByWhatWasSent(int status, long sent) throws IOException {
        try (Rig planned = new Rig((point, key, instanceId, open) ->
                point == Point.REQUEST ? new Hit("planned", new Answer(status, "later")) : null)) {
            planned.apply(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null));
            try (Client client = new Client(planned.connect(8080))) {
                assertThat(client.get("/").body()).hasSize((int) sent);
                // In step: nothing of a body was sent.
                assertThat(client.get("/").status()).isEqualTo(status);
            }
            assertThat(planned.plane.accessLog(Rig.BLB, 10))
                    .extracting(line -> line.fields().get("body_bytes_sent"))
                    .containsExactly(sent, sent);
        }
    }

    /** A server's answer of status 205 has no body for the client (RFC 9110, 15.3.6). */
    @Test
    void aBodyThatIsNotPassedOnIsNotLogged() throws IOException {
        try (Client client = client()) {
            Message answer = client.get("/", "X-Answer: HTTP/1.1 205 Reset Content|Content-Length: 4||body\r\n");
            assertThat(answer.body()).isEmpty();
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
        assertThat(logged("body_bytes_sent")).containsExactly(0L, 2L);
    }

    /** Whatever a client sends as a request line is logged, up to the longest that is read, as nginx does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /folded HTTP/1.1|Host: h|X: a| b||;GET /folded HTTP/1.1",
                "GET /folded HTTP/1.1|+Host: h|X: a| b||;GET /folded HTTP/1.1",
                "||+GET /folded HTTP/1.1|+Host: h|+ b||;GET /folded HTTP/1.1",
                "GET /bare HTTP/1.1~Host: h~~;GET /bare HTTP/1.1",
                "GET /bare HTTP/1.1|Host: h~X: y||;GET /bare HTTP/1.1",
                "GET /a b HTTP/1.1|Host: h||;GET /a b HTTP/1.1",
                "GET\t/tab HTTP/1.1|Host: h||;GET\\x09/tab HTTP/1.1",
                "G\u00e9T / HTTP/1.1|Host: h||;G\\xE9T / HTTP/1.1",
                "GET / HTTQ/1.1|Host: h||;GET / HTTQ/1.1"
            })
    void theLineOfARequestThatCannotBeReadIsThatWhichWasSent(String request, String line) throws IOException {
        try (Client client = client()) {
            client.get("/before");
        }
        try (Client client = client()) {
            long sent = rig.count(8080, Metric.BYTES_IN);
            for (String part : request.replace("|", "\r\n").replace('~', '\n').split("\\+", -1)) {
                client.send(part);
                sent += part.length();
                long all = sent;
                until(() -> rig.count(8080, Metric.BYTES_IN) == all);
            }
            assertThat(client.read().status()).isEqualTo(400);
        }
        assertThat(logged("request")).containsExactly("GET /before HTTP/1.1", line);
    }

    @Test
    void aLineThatIsTooLongIsLoggedUpToTheLongestThatIsRead() throws IOException {
        String line = "GET /" + "a".repeat(10_000);
        try (Client client = client()) {
            client.send(line + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(414);
        }
        assertThat(logged("request")).containsExactly(line.substring(0, RequestRules.MAX_REQUEST_LINE_BYTES));
    }
}
