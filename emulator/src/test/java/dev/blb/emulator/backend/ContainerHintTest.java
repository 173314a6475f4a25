package dev.blb.emulator.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.AddressBlock;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.settings.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerHintTest {
    @TempDir
    private Path root;

    private boolean warns(String address) {
        return new ContainerHint(root).of(Machine.Address.parse(address)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        ".dockerenv,''",
        "run/.containerenv,''",
        "proc/1/cgroup,1:name=systemd:/docker/0123",
        "proc/1/cgroup,0::/kubepods/besteffort/pod1"
    })
    void aContainerIsKnownByItsMarks(String file, String text) throws IOException {
        assertThat(warns("127.0.0.1")).isFalse();
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
        assertThat(warns("127.0.0.1")).isTrue();
    }

    @Test
    void onlyAddressesOfThisMachineAreTheContainer() throws IOException {
        Files.createFile(root.resolve(".dockerenv"));
        assertThat(new ContainerHint(root).of(Machine.Address.parse("localhost:8080")))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("where localhost is the container itself", "host.docker.internal"));
        for (String own : new String[] {
            "127.3.2.1:80", "::1", "[0:0:0:0:0:0:0:1]:80", "LocalHost", "0.0.0.0:80", "::", "::ffff:127.0.0.1"
        }) {
            assertThat(warns(own)).as(own).isTrue();
        }
        for (String other :
                new String[] {"host.docker.internal", "app:8080", "10.0.0.1", "2001:db8::1", "127.example"}) {
            assertThat(warns(other)).as(other).isFalse();
        }
    }

    @Test
    void theAnswerOfTheRouteHasTheWarning() {
        boolean here = new ContainerHint(Path.of("/"))
                .of(Machine.Address.parse("127.0.0.1"))
                .isPresent();
        try (BlbEmulator emulator = BlbEmulator.start(Settings.DEFAULTS.with(SettingsTable.PORT, 0))) {
            Api api = Api.of(emulator);
            JsonNode answer = api.put("/_blb/machines/i-1", "{\"address\":\"127.0.0.1:8080\"}")
                    .ok()
                    .json();
            assertThat(answer.path("address").asText()).isEqualTo("127.0.0.1:8080");
            assertThat(answer.path("warning").asText().contains("host.docker.internal"))
                    .isEqualTo(here);
            assertThat(api.put("/_blb/machines/i-1", "{\"address\":\"10.0.0.1\"}")
                            .ok()
                            .json()
                            .has("warning"))
                    .isFalse();
        }
    }

    @Test
    void anAddressThatIsNeverProbedIsWarnedOf() {
        Settings settings = Settings.DEFAULTS
                .with(SettingsTable.PORT, 0)
                .with(SettingsTable.ALLOW_TARGETS, List.of(AddressBlock.parse("203.0.113.0/24")));
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            Api api = Api.of(emulator);
            for (String address : List.of("8.8.8.8", "8.8.8.8:80", "169.254.169.254", "[2001:db8::1]:80")) {
                assertThat(api.put("/_blb/machines/i-1", "{\"address\":\"" + address + "\"}")
                                .ok()
                                .text("/warning"))
                        .contains("is neither a loopback nor a private address", "--allow-targets");
            }
            for (String address : List.of("203.0.113.7", "10.0.0.1:80", "app:80")) {
                assertThat(api.put("/_blb/machines/i-1", "{\"address\":\"" + address + "\"}")
                                .ok()
                                .json()
                                .has("warning"))
                        .as(address)
                        .isFalse();
            }
        }
    }
}
