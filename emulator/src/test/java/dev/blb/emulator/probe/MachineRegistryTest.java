package dev.blb.emulator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of machines, and what is refused. */
class MachineRegistryTest {
    private final ProbeRig rig = new ProbeRig();
    private final Api api = rig.api();

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void theRegistryShowsWhatItWasTold() {
        rig.register("i-1", "{\"address\":\"App.internal:80\",\"ports\":{\"8080\":18080}}");
        rig.attach("i-1");
        assertThat(api.put("/_blb/machines/i-1?account=a", "{\"address\":\"::1\"}")
                        .ok()
                        .json()
                        .path("attachedServers")
                        .asInt())
                .isZero();
        JsonNode machines = api.get("/_blb/machines").ok().json().path("machines");
        assertThat(machines.get(0).path("address").asText()).isEqualTo("app.internal:80");
        assertThat(machines.get(0).path("ports")).isEqualTo(Json.of("{\"8080\":18080}"));
        assertThat(machines.get(0).has("account")).isFalse();
        assertThat(machines.get(1).path("account").asText()).isEqualTo("a");
        assertThat(machines.get(1).path("address").asText()).isEqualTo("[::1]");
        assertThat(api.delete("/_blb/machines/i-2").ok().json().path("deleted").asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "i-1 | {}                                                  | MissingParameter  | address is required",
                "i-1 | {\"address\":\"http://a\"}                          | InvalidParameter  | allowed is a host name or IP address",
                "i-1 | {\"address\":\"a:0\"}                               | InvalidParameter  | address is \"a:0\"",
                "i-1 | {\"address\":\"a\",\"ports\":{\"web\":1}}           | InvalidParameter  | ports names port \"web\"",
                "i-1 | {\"address\":\"a\",\"ports\":{\"65536\":1}}         | InvalidParameter  | from 1 to 65535",
                "i-1 | {\"address\":\"a\",\"ports\":{\"80\":0}}            | InvalidParameter  | ports.80 is 0",
                "i-1 | {\"address\":\"a\",\"ports\":{\"80\":\"81\"}}       | InappropriateJSON | ports.80 is",
                "i-1 | {\"address\":\"a\",\"ports\":[80]}                  | InappropriateJSON | ports is [80]",
                "i-1 | {\"address\":\"a\",\"port\":80}                     | InvalidParameter  | port is unknown",
                "1-i | {\"address\":\"a\"}                                 | InvalidParameter  | instanceId is \"1-i\""
            })
    void nonsenseIsRefused(String machine, String body, String code, String message) {
        assertThat(api.put("/_blb/machines/" + machine, body).refused(400, code).message())
                .contains(message);
    }
}
