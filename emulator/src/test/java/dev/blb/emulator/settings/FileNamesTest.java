package dev.blb.emulator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.EmulatorProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files that are not ASCII, with {@code LC_ALL=C}, where Java reads names as ASCII. */
class FileNamesTest {
    /** As {@code printf} reads it and as a URI has it: the tests may run with any encoding, too. */
    private static final String PRINTED = "w\\303\\266rld \\344\\270\\226";

    private static final String ENCODED = "w%C3%B6rld%20%E4%B8%96";

    private static final String NAME = "w\u00f6rld \u4e16";

    @TempDir
    private Path temporary;

    @BeforeEach
    void writeSeed() throws IOException {
        Path folder = Path.of(URI.create(temporary.toUri() + ENCODED));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("a.yaml"), "vpcs: [{vpcId: vpc-named, cidr: 10.1.0.0/16}]");
        Files.writeString(folder.resolve("faults.json"), "{\"preset\":\"throttled\"}");
        Files.copy(
                folder.resolve("a.yaml"), Path.of(URI.create(temporary.toUri() + ENCODED + "/" + ENCODED + ".yaml")));
        Files.createDirectories(temporary.resolve("plain"));
    }

    /** A process that a shell starts in the folder, with the name in {@code $name}. */
    private EmulatorProcess started(String setting) throws IOException {
        String script = "cd '" + temporary + "' && name=$(printf '" + PRINTED + "') && export LC_ALL=C && ";
        String command = setting.startsWith("--") ? "exec \"$@\" " + setting : setting + " exec \"$@\"";
        return new EmulatorProcess(List.of("sh", "-c", script + command, "sh"), List.of(), List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--seed \"$PWD/$name/a.yaml\"",
                "--seed=\"$name/$name.yaml\" --references strict",
                "--seed \"$PWD//plain/../$name/a.yaml\" --faults \"./$name/faults.json\"",
                "--seed \"$PWD/plain,$name/\" --seed-ids 1",
                "BLB_SEED=\"$PWD/$name/a.yaml\"",
                "BLB_FAULTS=\"$name/faults.json\" BLB_SEED=\"$name/a.yaml\""
            })
    void aSeedMayHaveAnyPath(String setting) throws IOException {
        if (setting.contains("$name/\"")) {
            // Its other files are no seed, or declare the same.
            for (String other : List.of("a.yaml", "faults.json")) {
                Files.delete(Path.of(URI.create(temporary.toUri() + ENCODED + "/" + other)));
            }
        }
        try (EmulatorProcess process = started(setting)) {
            assertThat(process.endpoint()).as("%s", process.output()).hasScheme("http");
            Api api = Api.of(process.endpoint());
            assertThat(api.text("/_blb/world")).contains("vpc-named");
            assertThat(api.text("/_blb/faults").contains("throttled"))
                    .isEqualTo(setting.toUpperCase(Locale.ROOT).contains("FAULTS"));
        }
    }

    @Test
    void whatIsNotThereOrNoTextIsRefused() throws IOException, InterruptedException {
        try (EmulatorProcess process = started("--seed \"$PWD/$name/none.yaml\"")) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.output())
                    .singleElement()
                    .asString()
                    .contains(
                            "Invalid seed of --seed", NAME + "/none.yaml\"; allowed is a file or folder that is there");
        }
        try (EmulatorProcess process = started("--seed \"$(printf '\\344').yaml\"")) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.output())
                    .singleElement()
                    .asString()
                    .startsWith("--seed is ")
                    .contains("allowed is files or folders", "for others set LC_ALL=C.UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--seed \"$name/wrong.yaml\"", "--seed \"$PWD/$name/wrong.yaml\"", "--seed \"$name\""})
    void whatIsPrintedIsUtf8(String setting) throws IOException, InterruptedException {
        Path folder = Path.of(URI.create(temporary.toUri() + ENCODED));
        Files.writeString(folder.resolve("wrong.yaml"), "vpcs:\n- {vpcId: vpc-other, cidr: \u4e16}");
        Files.delete(folder.resolve("faults.json"));
        Files.delete(Path.of(URI.create(temporary.toUri() + ENCODED + "/" + ENCODED + ".yaml")));
        String path = (setting.contains("PWD") ? temporary + "/" : "") + NAME + "/wrong.yaml";
        try (EmulatorProcess process = started(setting)) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.output())
                    .singleElement()
                    .asString()
                    .contains("not started: " + path + ":2:22: vpcs[0].cidr is \"\u4e16\"; allowed is ");
        }
    }

    @Test
    void aDirectoryThatH2CannotOpenIsRefused() throws IOException, InterruptedException {
        try (EmulatorProcess process = started("--data-dir \"$PWD/$name/data\"")) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.output())
                    .singleElement()
                    .asString()
                    .startsWith("--data-dir is ")
                    .contains("allowed is a directory; H2 opens it by a name", "for others set LC_ALL=C.UTF-8");
        }
        Path link =
                Files.createSymbolicLink(temporary.resolve("link"), Path.of(URI.create(temporary.toUri() + ENCODED)));
        try (EmulatorProcess process = started("--data-dir \"$PWD/link\"")) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.output())
                    .singleElement()
                    .asString()
                    .contains("by which H2 opens it. Set LC_ALL=C.UTF-8, or choose another directory");
        }
        assertThat(link).isDirectoryNotContaining("glob:*.db");
    }
}
