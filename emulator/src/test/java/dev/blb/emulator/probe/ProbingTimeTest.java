package dev.blb.emulator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When real servers are probed while the clock stands still, is advanced or runs faster. */
class ProbingTimeTest {
    private final ProbeRig rig = new ProbeRig();

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void whileTimeStandsStillOnlyItsAdvanceProbes() {
        RealServer server = rig.opened(new RealServer());
        rig.clock("{\"set\":\"2060-01-31T10:00:00Z\"}");
        rig.clock("{\"freeze\":true}");
        Instant start = rig.now();
        rig.listen("HTTP", 80, "\"healthCheckInterval\":3", "\"unhealthyThreshold\":3");
        rig.attach("i-1");
        rig.register("i-1", server.port());
        assertThat(rig.status(80)).isEqualTo("Unknown");
        rig.clock("{\"advance\":\"PT2.999S\"}");
        assertThat(rig.probes()).containsExactly(start + " up 1 Unknown HTTP 200 is in http_2xx|http_3xx");
        rig.clock("{\"advance\":\"1ms\"}");
        assertThat(rig.status(80)).as("second success at 3 s").isEqualTo("Alive");
        server.answer(503);
        rig.clock("{\"advance\":\"6s\"}");
        assertThat(rig.status(80)).isEqualTo("Alive");
        rig.clock("{\"advance\":\"3s\"}");
        assertThat(rig.status(80)).as("third failure").isEqualTo("Dead");
        assertThat(rig.probes().subList(2, 5))
                .containsExactly(
                        start.plusSeconds(6) + " down 1 Alive HTTP 503 is not in http_2xx|http_3xx",
                        start.plusSeconds(9) + " down 2 Alive HTTP 503 is not in http_2xx|http_3xx",
                        start.plusSeconds(12) + " down 3 Dead HTTP 503 is not in http_2xx|http_3xx");
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void aMonthIsAdvancedWithAHandfulOfRealProbes() {
        RealServer server = rig.opened(new RealServer());
        rig.clock("{\"freeze\":true}");
        rig.listen("HTTP", 80, "\"healthCheckInterval\":3");
        rig.attach("i-1");
        rig.register("i-1", server.port());
        Instant start = rig.now();
        rig.clock("{\"advance\":\"P30D\"}");
        assertThat(server.requests()).hasSize(2);
        assertThat(rig.probes())
                .containsExactly(
                        start + " up 1 Unknown HTTP 200 is in http_2xx|http_3xx",
                        start.plusSeconds(3) + " up 2 Alive HTTP 200 is in http_2xx|http_3xx",
                        start.plus(Duration.ofDays(30))
                                + " up 864001 Alive 863999 probes not sent, as they could not change the state; counted"
                                + " like the one before: HTTP 200 is in http_2xx|http_3xx");
        server.stop();
        rig.clock("{\"advance\":\"3s\"}");
        assertThat(rig.status(80)).isEqualTo("Alive");
        rig.clock("{\"advance\":\"3s\"}");
        assertThat(rig.status(80)).isEqualTo("Dead");
    }

    @Test
    void sixtyTimesAsFastItIsProbedSixtyTimesAsOften() {
        RealServer server = rig.opened(new RealServer());
        rig.listen("HTTP", 80, "\"healthCheckInterval\":10", "\"healthyThreshold\":5");
        rig.attach("i-1");
        rig.clock("{\"scale\":60}");
        rig.register("i-1", server.port());
        rig.follows(80, "Alive", "50 s at x60", 50_000 / 60);
        assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(5);
    }
}
