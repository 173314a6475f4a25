package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that nginx drops by default: those whose names have other characters than letters, digits and hyphens. */
class DroppedHeadersTest {
    private final Rig rig = new Rig();
    private final List<Message> requests = new CopyOnWriteArrayList<>();
    private final TestServer server = HttpServer.saying("ok", requests);

    @BeforeEach
    void listen() {
        rig.apply(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, server.plan("i-a", 1)));
    }

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    private String reason() {
        return rig.plane.accessLog(Rig.BLB, 1).get(0).reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_key", "X.Y", "_", "X!", "x~y", "X'", "content_length"})
    void noServerGetsThemAndTheAccessLogSaysSo(String name) throws IOException {
        try (Client client = new Client(rig.connect(8080))) {
            assertThat(client.get("/", "X-Before1: a\r\n", name + ": b\r\n", "x-after: c\r\n")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(requests.get(0).headers()).containsExactly("Host: h", "X-Before1: a", "x-after: c");
        assertThat(reason())
                .isEqualTo("dropped headers whose names have other characters than letters, digits and -: " + name);
    }

    @Test
    void severalAreNamed() throws IOException {
        try (Client client = new Client(rig.connect(8080))) {
            client.get("/", "a_b: 1\r\n", "c_d: 2\r\n", "a_b: 3\r\n");
        }
        assertThat(requests.get(0).headers()).containsExactly("Host: h");
        assertThat(reason()).endsWith(": a_b, c_d");
    }

    @Test
    void soAreTheyInTrailers() throws IOException {
        try (Client client = new Client(rig.connect(8080))) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\na_b: 1\r\nc-d: 2\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(requests.get(0).trailers()).containsExactly("c-d: 2");
        assertThat(reason()).endsWith(": a_b");
    }

    @Test
    void otherRequestsHaveNoReason() throws IOException {
        try (Client client = new Client(rig.connect(8080))) {
            client.get("/", "X-Request-ID-9: a\r\n");
        }
        assertThat(requests.get(0).headers()).containsExactly("Host: h", "X-Request-ID-9: a");
        assertThat(reason()).isEmpty();
    }
}
