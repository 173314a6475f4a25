package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.contract.target.Target.Options;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Main;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run refuses to judge. */
class TargetTest {
    @Test
    void aPortalThatAnswersEveryPathIsNoEmulator() throws IOException {
        Map<String, String> keys = Map.of("BLB_TEST_ACCESS_KEY", "a-key", "BLB_TEST_SECRET_KEY", "a-secret-key");
        try (Portal portal = new Portal();
                Target target = Target.open(Options.of(portal.url()), keys)) {
            assertThat(target.isEmulator()).isFalse();
        }
    }

    @Test
    void anEmulatorThatFailsOnPurposeProvesNothing() {
        try (BlbEmulator emulator = Main.start()) {
            Options options = Options.of(emulator.baseUri().toString());
            try (Target target = Target.open(options, Map.of())) {
                target.cloud()
                        .send(
                                "PUT",
                                "/_blb/faults?account=emulator-somebody",
                                "{\"rules\":[{\"name\":\"all\",\"effect\":{\"status\":503}}]}",
                                Map.of())
                        .ok();
            }
            assertThatThrownBy(() -> Target.open(options, Map.of()).close())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("DELETE /_blb/faults")
                    .hasMessageContaining("BLB_TEST_FAULTS=yes");
            try (Target allowed = Target.open(options, Map.of(Target.FAULTS, "yes"))) {
                assertThat(allowed.isEmulator()).isTrue();
                allowed.cloud().send("DELETE", "/_blb/faults", "", Map.of()).ok();
            }
            Target.open(options, Map.of()).close();
        }
    }
}
