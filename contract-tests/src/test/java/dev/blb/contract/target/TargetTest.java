package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.blb.contract.target.Target.Options;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Main;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run refuses to judge. */
class TargetTest {
    @Test
    void aPortalThatAnswersEveryPathIsNoEmulator() throws IOException {
        HttpServer portal = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = "<html>please log in</html>".getBytes(StandardCharsets.UTF_8);
        portal.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(page);
            }
        });
        portal.start();
        Options options = Options.of("http://127.0.0.1:" + portal.getAddress().getPort());
        try (Target target =
                Target.open(options, Map.of("BLB_TEST_ACCESS_KEY", "a-key", "BLB_TEST_SECRET_KEY", "a-secret-key"))) {
            assertThat(target.isEmulator()).isFalse();
        } finally {
            portal.stop(0);
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
