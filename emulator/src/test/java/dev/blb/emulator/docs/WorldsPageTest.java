package dev.blb.emulator.docs;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a world in its page does what the page says. */
class WorldsPageTest {
    private static String block(String name) throws IOException {
        String text = Files.readString(Path.of("docs", "worlds.md"));
        int start = text.indexOf("\n", text.indexOf("```", text.indexOf("<!-- example: " + name + " -->"))) + 1;
        return text.substring(start, text.indexOf("```", start));
    }

    @Test
    void theExampleRuns(@TempDir Path folder) throws IOException, InterruptedException {
        Path seed = Files.writeString(folder.resolve("world.yaml"), block("seed"));
        Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
        try (BlbEmulator seeded = BlbEmulator.start(config.with(SEED, List.of(seed)))) {
            Api shop = Api.of(seeded).as("emulator-shop");
            assertThat(shop.get("/v1/blb/lb-shop").ok().text("/vpcName")).isEqualTo("shop");
            shop.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}").refused(400, "InvalidParameter");
        }
        try (BlbEmulator emulator = BlbEmulator.start(config)) {
            Process shell = new ProcessBuilder(
                            "sh",
                            "-ec",
                            block("worlds")
                                    .replace(
                                            "127.0.0.1:8252", emulator.baseUri().getAuthority()))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            shell.getOutputStream().close();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).doesNotContain("\"code\"");
            assertThat(shell.exitValue()).as(output).isZero();
            for (String part : List.of(
                    "\"seeded\":{",
                    "\"name\":\"before\"",
                    "\"reset\":\"emulator-shop\"",
                    "\"removed\":[{\"path\":\"accounts\"",
                    "\"restored\":\"before\"",
                    "blbId: lb-shop")) {
                assertThat(output).contains(part);
            }
            Api.of(emulator).as("emulator-shop").get("/v1/blb/lb-shop").ok();
        }
    }
}
