package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines at addresses that {@code --allow-targets} does not name: whatever their health, nothing is sent there. */
class ForbiddenTargetsTest {
    private static final String METADATA = "169.254.169.254";
    private static final String WHY = "address " + METADATA + " may not get traffic (setting --allow-targets)";

    /** A machine at the address of metadata services, in a load balancer with listeners of four protocols; its id. */
    private static String balancer(Driven driven) {
        driven.api
                .put("/_blb/machines/i-meta", "{\"address\":\"" + METADATA + ":80\"}")
                .ok();
        String blbId = driven.api.create();
        driven.attach(blbId, "i-meta", 1);
        driven.listen(blbId, "HTTP", 80);
        driven.listen(blbId, "TCP", 81);
        driven.listen(blbId, "UDP", 82, "\"healthCheckString\":\"x\"");
        driven.listen(blbId, "SSL", 83, "\"certIds\":[\"cert-emulator0001\"]");
        return blbId;
    }

    private static JsonNode server(Driven driven, String blbId, int port) {
        return driven.endpoint(blbId, port).path("servers").path(0);
    }

    @ParameterizedTest
    @CsvSource({"off,true", "on,false"})
    void nothingIsSentThere(String failOpen, boolean isAlive) throws IOException {
        try (Driven driven = new Driven("--data-plane-fail-open", failOpen)) {
            String blbId = balancer(driven);
            if (isAlive) {
                driven.health("i-meta", "Alive");
                until(() -> server(driven, blbId, 80).path("health").asText().equals("Alive"));
            }
            for (int port = 80; port < 84; port++) {
                JsonNode server = server(driven, blbId, port);
                assertThat(server.path("eligible").booleanValue()).isFalse();
                assertThat(server.path("why").asText()).isEqualTo(WHY);
                assertThat(server.has("real")).isFalse();
            }
            assertThat(driven.state(blbId, 81)).isEqualTo("refusing");
            try (Client client = new Client(Driven.connect(driven.real(blbId, 80)))) {
                Message answer = client.get("/");
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.header(Answers.REASON_HEADER))
                        .isEqualTo("no server is eligible (i-meta " + WHY + ")");
            }
            JsonNode logged = driven.api
                    .get("/_blb/loadbalancers/" + blbId + "/accesslog")
                    .ok()
                    .json()
                    .path("accessLog")
                    .path(0);
            assertThat(logged.path("x_blb_emulator_reason").asText()).contains(WHY);
            assertThat(logged.has("upstream_addr")).isFalse();
        }
    }

    @Test
    void theSettingAllowsMore() {
        try (Driven driven = new Driven("--allow-targets", METADATA)) {
            String blbId = balancer(driven);
            driven.health("i-meta", "Alive");
            until(() -> server(driven, blbId, 81).path("eligible").booleanValue());
            assertThat(server(driven, blbId, 81).path("real").asText()).isEqualTo(METADATA + ":80");
        }
    }
}
