package dev.blb.emulator.docs;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell commands of the pages do what the pages say; {@code .ci/run} also runs those that need the packaged jar. */
class PageCommandsTest {
    private static final Path DOCS = Pages.ROOT.resolve("emulator/docs");
    private static final int LIMIT_SECONDS = 60;

    /** What a block prints, with an emulator in place of that on port 8252. */
    private static String output(AuthMode auth, String block, Path folder) throws IOException, InterruptedException {
        try (BlbEmulator emulator =
                BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, auth))) {
            int port = emulator.baseUri().getPort();
            Path printed = folder.resolve("printed");
            Process shell = new ProcessBuilder("sh", "-euc", block.replace("8252", Integer.toString(port)))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            boolean ended = shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            shell.descendants().forEach(ProcessHandle::destroy);
            shell.destroy();
            String output = Files.readString(printed, StandardCharsets.UTF_8);
            assertThat(ended).as("ended in time: " + output).isTrue();
            assertThat(shell.exitValue()).as(output).isZero();
            return output;
        }
    }

    private static void createsAndDeletes(String output) {
        assertThat(output)
                .contains("\"blbId\":\"lb-", "\"status\":\"Alive\"", "\"type\":\"HTTP\"")
                .doesNotContain("\"code\":");
    }

    @Test
    void theQuickStartOfTheReadme(@TempDir Path folder) throws IOException, InterruptedException {
        createsAndDeletes(
                output(AuthMode.OFF, Pages.block(Pages.ROOT.resolve("README.md"), "quick start: curl"), folder));
    }

    @Test
    void theSignedRequestsOfClients(@TempDir Path folder) throws IOException, InterruptedException {
        createsAndDeletes(
                output(AuthMode.VERIFY, Pages.block(DOCS.resolve("clients.md"), "quick start: signed curl"), folder));
    }
}
