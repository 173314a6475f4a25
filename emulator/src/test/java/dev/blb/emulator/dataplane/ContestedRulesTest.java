package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The settings for rules about servers that the sources contradict. */
@Isolated("calls go on with a warning after 2 s, which a busy machine may take for the first listener")
class ContestedRulesTest {
    @Test
    void aListenerFailsOpenAndHashTakesWeightZeroWhereSettingsSaySo() {
        try (Driven driven = new Driven("--data-plane-fail-open", "on", "--data-plane-hash-zero", "on");
                TestServer a = HttpServer.saying("a");
                TestServer b = HttpServer.saying("b");
                TestServer c = HttpServer.saying("c")) {
            String blbId = driven.api.create();
            String first = driven.machine(a);
            String second = driven.machine(b);
            String third = driven.machine(c);
            driven.attach(blbId, first, 1);
            driven.attach(blbId, second, 1);
            driven.attach(blbId, third, 0);
            driven.listen(blbId, "HTTP", 80);
            driven.health(first, "Dead");
            assertThat(driven.bodies(driven.real(blbId, 80), 4)).containsOnly("b");
            driven.health(second, "Dead");
            driven.health(third, "Dead");
            assertThat(driven.bodies(driven.real(blbId, 80), 4)).containsOnly("a", "b");
            assertThat(driven.endpoint(blbId, 80).at("/servers/0/why").asText())
                    .isEqualTo("Dead, but no server is Alive (--data-plane-fail-open)");
            assertThat(driven.endpoint(blbId, 80).at("/servers/2/eligible").booleanValue())
                    .isFalse();

            driven.health(third, "Alive");
            driven.api
                    .post(
                            "/v1/blb/" + blbId + "/TCPlistener",
                            "{\"listenerPort\":81,\"backendPort\":8080,\"scheduler\":\"Hash\"}")
                    .ok();
            assertThat(driven.bodies(driven.real(blbId, 81), 2)).containsOnly("c");
            assertThat(driven.endpoint(blbId, 81).at("/servers/2/why").asText())
                    .isEqualTo("weight 0 does not count (--data-plane-hash-zero)");
            assertThat(driven.endpoint(blbId, 80).at("/servers/0/eligible").booleanValue())
                    .isFalse();
        }
    }
}
