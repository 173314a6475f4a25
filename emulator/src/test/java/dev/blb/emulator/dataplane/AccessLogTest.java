package dev.blb.emulator.dataplane;

import static dev.blb.emulator.dataplane.HttpServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.AccessLine;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
