package dev.blb.contract.client;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick start of the client's README is compiled and run as it stands, but for the port. */
class ClientReadmeTest {
    private static final Pattern QUICK_START =
            Pattern.compile("<!-- quick start: client -->\\R```java\\R(.*?)```", Pattern.DOTALL);

    @Test
    void quickStartRuns(@TempDir Path folder) throws Exception {
        Matcher quickStart = QUICK_START.matcher(Files.readString(Path.of("../client/README.md")));
        assertThat(quickStart.find()).isTrue();
        try (BlbEmulator emulator = BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0))) {
            Path source = folder.resolve("QuickStart.java");
            Files.writeString(
                    source,
                    quickStart
                            .group(1)
                            .replace("http://127.0.0.1:8252", emulator.baseUri().toString()));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            source.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(folder.resolve("output"), StandardCharsets.UTF_8))
                    .isEqualTo("80 -> 8080/ready\ntrue\n");
        }
    }
}
