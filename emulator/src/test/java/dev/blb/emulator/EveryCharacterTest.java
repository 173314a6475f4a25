package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every character of Unicode that a text may have, U+0000 is refused, comes back: in answers, and through an export and its import. */
class EveryCharacterTest {
    private static final int CHUNK = 2_000;
    private static final int[] BEYOND_THE_BMP = {0x10000, 0x1F600, 0x1FFFE, 0x20000, 0xE0001, 0x10FFFF};

    private static BlbEmulator start() {
        return TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int c = 1; c <= Character.MAX_VALUE; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                text.append((char) c);
            }
            if (text.length() == CHUNK) {
                texts.add(text.toString());
                text.setLength(0);
            }
        }
        for (int c : BEYOND_THE_BMP) {
            text.appendCodePoint(c);
        }
        texts.add(text.toString());
        return texts;
    }

    private static String body(String instanceId, String desc) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("backendServerList")
                .addObject()
                .put("instanceId", instanceId)
                .put("weight", 1)
                .put("desc", desc);
        return body.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "yaml"})
    void comesBack(String format) throws Exception {
        try (BlbEmulator first = start();
                BlbEmulator second = start()) {
            Api api = Api.of(first);
            String blbId = api.create();
            List<String> texts = texts();
            for (int i = 0; i < texts.size(); i++) {
                api.post("/v1/blb/" + blbId + "/backendserver", body("i-emul00" + (10 + i), texts.get(i)))
                        .ok();
            }
            var servers =
                    api.get("/v1/blb/" + blbId + "/backendserver").ok().json().path("backendServerList");
            for (int i = 0; i < texts.size(); i++) {
                assertThat(servers.path(i).path("desc").asText()).isEqualTo(texts.get(i));
            }

            String exported = api.text("/_blb/world?format=" + format);
            Api other = Api.of(second).as(api.account());
            other.send(HttpRequest.newBuilder(other.uri("/_blb/seed"))
                            .header("Content-Type", "application/" + format)
                            .POST(BodyPublishers.ofString(exported)))
                    .ok();
            assertThat(new ObjectMapper().readTree(other.text("/_blb/world")))
                    .isEqualTo(new ObjectMapper().readTree(api.text("/_blb/world")));
        }
    }

    @Test
    void halfASurrogatePairIsNoCharacter() {
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator);
            String path = "/v1/blb/" + api.create();
            api.put(path, "{\"desc\":\"\\ud83d\"}").refused(400, "MalformedJSON");
            api.put(path, "{\"\\udc00\":1}").refused(400, "MalformedJSON");
            api.put(path, "{\"desc\":\"\\ud83d\\ude00\"}").ok();
            assertThat(api.get(path).ok().text("/desc")).isEqualTo("\ud83d\ude00");
            api.put("/_blb/backends/i-emul0001/health", "{\"status\":\"\\ud800\"}")
                    .refused(400, "MalformedJSON");
            api.post("/_blb/seed", "{\"loadBalancers\":[{\"name\":\"\\ud800\"}]}")
                    .refused(400, "MalformedJSON");
        }
    }
}
