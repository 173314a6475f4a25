package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.api.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image's health check, run outside of an image: it asks the port that the emulator's flags or variables name. */
@TestInstance(Lifecycle.PER_CLASS)
class ContainerHealthTest {
    private static final Path SCRIPT = Path.of("..", "docker", "healthy");

    private final BlbEmulator emulator = BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0));

    @AfterAll
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "java -jar x.jar --port PORT --region gz, 1, true",
        "java -jar x.jar --region gz --port=PORT, 1, true",
        "java -jar x.jar, PORT, true",
        "java -jar x.jar, 1, false",
        "java -jar x.jar --port 1, PORT, false",
        "java -jar x.jar --port, PORT, false"
    })
    void asksThePortOfTheFlagElseOfTheVariable(
            String commandLine, String variable, boolean healthy, @TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "this system has no bash");
        String port = String.valueOf(emulator.baseUri().getPort());
        Path arguments = folder.resolve("cmdline");
        Files.writeString(arguments, commandLine.replace("PORT", port).replace(' ', '\0') + "\0");
        assertThat(run(arguments, variable.replace("PORT", port))).isEqualTo(healthy);
    }

    private static boolean run(Path arguments, String port) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(SCRIPT.toString(), arguments.toString()));
        builder.environment().put("BLB_PORT", port);
        Process process = builder.redirectErrorStream(true).start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue() == 0;
    }
}
