package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.contract.proxy.Message.Reset;
import dev.blb.contract.proxy.ProxyServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A wire sends a request once: whether it may be repeated is not for an HTTP client to decide. */
class WireTest {
    @Test
    void aBrokenConnectionIsNotRepeated() throws Exception {
        Pace pace = Pace.of(0, Duration.ofSeconds(10));
        for (Wire wire : List.of(new RestAssuredWire(pace), new DirectWire(pace))) {
            AtomicInteger requests = new AtomicInteger();
            try (ProxyServer server = new ProxyServer(
                    request -> {
                        requests.incrementAndGet();
                        return new Reset();
                    },
                    Optional.empty())) {
                assertThatThrownBy(() -> wire.send("GET", server.endpoint().resolve("/v1/blb"), Map.of(), new byte[0]))
                        .isInstanceOf(Exception.class);
            }
            assertThat(requests).as(wire.toString()).hasValue(1);
        }
    }
}
