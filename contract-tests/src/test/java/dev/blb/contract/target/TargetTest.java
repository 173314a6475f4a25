package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.contract.target.Target.Options;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Main;
import java.io.IOException;
import java.util.List;
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
            plan(options, "?account=emulator-somebody");
            Target.open(options, Map.of()).close();
            plan(options, "?account=emulator-contract-0001");
            assertThatThrownBy(() -> Target.open(options, Map.of()).close())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("an active fault plan for account emulator-contract-0001")
                    .hasMessageContaining("DELETE /_blb/faults?account=emulator-contract-0001, or")
                    .hasMessageContaining("BLB_TEST_FAULTS=yes");
            try (Target allowed = Target.open(options, Map.of(Target.FAULTS, "yes"))) {
                allowed.cloud()
                        .send("DELETE", "/_blb/faults?account=emulator-contract-0001", "", Map.of())
                        .ok();
            }
            plan(options, "");
            assertThatThrownBy(() -> Target.open(options, Map.of()).close())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("an active fault plan for all accounts")
                    .hasMessageContaining("DELETE /_blb/faults, which removes the plans of all accounts");
            try (Target allowed = Target.open(options, Map.of(Target.FAULTS, "yes"))) {
                assertThat(allowed.isEmulator()).isTrue();
                allowed.cloud().send("DELETE", "/_blb/faults", "", Map.of()).ok();
            }
            Target.open(options, Map.of()).close();
        }
    }

    private static void plan(Options options, String account) {
        try (Target target = Target.open(options, Map.of())) {
            target.cloud()
                    .send(
                            "PUT",
                            "/_blb/faults" + account,
                            "{\"rules\":[{\"name\":\"all\",\"effect\":{\"status\":503}}]}",
                            Map.of())
                    .ok();
        }
    }

    @Test
    void anEmulatorWhoseControlIsLockedIsOpenedByTheToken() {
        try (BlbEmulator emulator = Main.start("--port", "0", "--control-token", "a-token-0123456789")) {
            Options options = Options.of(emulator.baseUri().toString());
            for (Map<String, String> wrong :
                    List.of(Map.<String, String>of(), Map.of(Target.CONTROL_TOKEN, "another-token-0123"))) {
                assertThatThrownBy(() -> Target.open(options, wrong).close())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("answers 403")
                        .hasMessageContaining(
                                "its setting --control-token goes into the variable BLB_TEST_CONTROL_TOKEN");
            }
            try (Target target = Target.open(options, Map.of(Target.CONTROL_TOKEN, "a-token-0123456789"))) {
                assertThat(target.cloud()
                                .as("emulator-other-0001", "emulator-secret-key-0001")
                                .send("GET", "/_blb/world?account=emulator-contract-0001", "", Map.of())
                                .ok()
                                .body())
                        .contains("esg-emulator0001");
            }
        }
    }

    @Test
    void aSweepDeclaresNothing() {
        try (BlbEmulator emulator = Main.start("--port", "0")) {
            try (Target target =
                    Target.open(Options.of(emulator.baseUri().toString()).sweeping(), Map.of())) {
                assertThat(target.cloud()
                                .send("GET", "/_blb/world?account=emulator-contract-0001", "", Map.of())
                                .ok()
                                .body())
                        .doesNotContain("strict", "esg-emulator0001", "cert-emulator0001");
            }
        }
    }
}
