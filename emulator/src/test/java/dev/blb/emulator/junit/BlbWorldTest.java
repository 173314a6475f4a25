package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.BlbEmulatorExtensionTest.passes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.FreePort;
import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.CertificateAuthority.Issued;
import dev.blb.emulator.tls.RsaKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a test does to its world, and that nothing of it reaches another test. */
// Beside the thousand tests of the extension these wait.
@Timeout(600)
class BlbWorldTest {
    @Test
    void theWorldSaysHowServersAndInstancesAre() {
        passes(Controlled.class, 1);
    }

    @BlbTest
    static class Controlled {
        @Test
        void bySayingSo(URI endpoint, BlbWorld world, BlbCredentials credentials) {
            SignedApi blb = new SignedApi(endpoint, credentials);
            String blbId = blb.create();
            blb.send(
                    "POST",
                    "/v1/blb/" + blbId + "/TCPlistener",
                    "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}");
            blb.send(
                    "POST",
                    "/v1/blb/" + blbId + "/backendserver",
                    "{\"backendServerList\":[{\"instanceId\":\"i-emul0001\",\"weight\":50}]}");
            String health = "loadbalancers/" + blbId + "/health";
            assertThat(world.control("GET", health, "")).contains("Alive").doesNotContain("Dead");
            world.health("i-emul0001", "Dead");
            assertThat(world.control("GET", health, "")).contains("Dead").doesNotContain("Alive");
            world.healthScript("i-emul0001", "up 10s, down 5s, repeat");
            assertThat(world.control("GET", health, "")).contains("up 10s, down 5s, repeat");
            world.forgetHealth("i-emul0001");
            assertThat(world.control("GET", health, "")).contains("Alive").doesNotContain("Dead", "up 10s");
            world.settings(Map.of("settleDelay", "1h"));
            String slow = blb.create();
            assertThat(blb.send("GET", "/v1/blb/" + slow, "")).contains("\"creating\"");
            world.settle(slow);
            assertThat(blb.send("GET", "/v1/blb/" + slow, "")).contains("\"available\"");
            world.async("realistic");
            assertThat(world.control("GET", "async?account=" + credentials.accessKey(), ""))
                    .contains("\"realistic\"");
            world.health("i-emul0001", blbId, 80, "Unknown");
            assertThat(world.control("GET", health, "")).contains("Unknown");
            world.declare("vpcs", "vpc-declared", Map.of("name", "mine", "cidr", "10.0.0.0/16"));
            assertThat(world.control("GET", "world/vpcs", null)).contains("vpc-declared", "10.0.0.0/16");
            world.undeclare("vpcs", "vpc-declared");
            assertThat(world.control("GET", "world/vpcs", null)).doesNotContain("vpc-declared");
            world.status(blbId, "paused");
            assertThat(blb.send("GET", "/v1/blb/" + blbId, "")).contains("\"paused\"");
            assertThatThrownBy(() -> world.status(blbId, "a \"quoted\" \\ word"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("400")
                    .hasMessageContaining("quoted")
                    .hasMessageContaining("unavailable");
            assertThat(world.control("PUT", "/_blb/async", "{\"profile\":\"hostile\"}"))
                    .contains("\"hostile\"");
            assertThat(world.control("GET", "/_blb/async", ""))
                    .contains("hostile")
                    .isEqualTo(world.control("GET", "async", ""))
                    .isEqualTo(world.control("GET", "/async", ""))
                    .isEqualTo(world.control("GET", "_blb/async", ""));
            assertThat(List.of("/metrics", "metrics"))
                    .allSatisfy(
                            path -> assertThat(world.control("GET", path, "")).contains("blb_api_requests_total"));
            assertThatThrownBy(() -> world.control("GET", "nothing", "")).hasMessageContaining("is no route");
            assertThatThrownBy(() -> world.control("GET", "/_blb/nothing", ""))
                    .hasMessageContaining("GET /_blb/nothing answered")
                    .hasMessageContaining("is no route");
        }
    }

    @Test
    void eachTestHasAWorldOfItsOwn() {
        passes(Seeded.class, 101);
    }

    @BlbTest(
            seed = {"worlds/shop.yaml", "worlds/web.json"},
            async = "realistic")
    static class Seeded {
        /** More tests than an emulator keeps snapshots: each forgets its own. */
        @RepeatedTest(101)
        void thatItComesBackTo(BlbWorld world, BlbCredentials credentials) {
            SignedApi blb = new SignedApi(world.endpoint(), credentials);
            String blbId = assertThat(blb.list()).singleElement().actual();
            assertThat(blb.send("GET", "/v1/blb/" + blbId, "")).contains("\"available\"", "\"vpc-shop\"");
            String seeded = world.export();
            assertThat(seeded).contains("i-web1", "i-web2");

            world.snapshot("before");
            world.async("CreateBlb", BlbRule.HELD);
            String more = blb.create();
            assertThat(blb.send("GET", "/v1/blb/" + more, "")).contains("\"creating\"");
            assertThat(world.diff("before", "now")).contains(more).doesNotContain("i-web1");
            world.restore("before");
            assertThat(world.export()).isEqualTo(seeded);

            world.reset();
            assertThat(blb.list()).isEmpty();
            world.seed(seeded);
            assertThat(blb.list()).containsExactly(blbId);
            assertThat(world.diff("before", "now")).isEqualTo("{\"added\":[],\"changed\":[],\"removed\":[]}");
        }
    }

    @Test
    void whatATestControlsStaysInItsAccount() {
        passes(Confined.class, 26);
    }

    @BlbTest
    static class Confined {
        private static final String CREATING = "\"creating\"";

        @RepeatedTest(20)
        void alsoByUntypedCalls(BlbWorld world, RepetitionInfo repetition) {
            SignedApi blb = new SignedApi(world.endpoint(), world.credentials());
            boolean held = repetition.getCurrentRepetition() % 2 == 0;
            if (held) {
                world.control("PUT", "async", "{\"operations\":{\"CreateBlb\":{\"settle\":\"held\"}}}");
            }
            String status = blb.send("GET", "/v1/blb/" + blb.create(), "");
            assertThat(status.contains(CREATING)).as(status).isEqualTo(held);
            world.control("POST", "reset", null);
            assertThat(blb.list()).isEmpty();
        }

        @Test
        void orIsRefused(BlbWorld world) {
            assertThatThrownBy(() -> world.control("POST", "clock", "{\"freeze\":true}"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("POST /_blb/clock is for all accounts");
            assertThatThrownBy(() -> world.controlAll("POST", "clock", "{\"freeze\":true}"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("@BlbTest(ownServer = true)");
            assertThat(world.control("GET", "clock", null)).contains("\"mode\":\"real\"");
            assertThatThrownBy(() -> world.control("GET", "async?account=emulator-another", null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("AccessDenied");
        }

        @Test
        @BlbTest(ownServer = true)
        void unlessTheServerIsPrivate(BlbWorld world) {
            world.controlAll("PUT", "async", "{\"profile\":\"hostile\"}");
            assertThat(world.controlAll("GET", "async?account=emulator-another", null))
                    .contains("\"hostile\"");
        }

        @Test
        void operationsHaveTheirOwnRules(BlbWorld world) {
            SignedApi blb = new SignedApi(world.endpoint(), world.credentials());
            world.async("CreateBlb", BlbRule.HELD);
            world.async(
                    "ReleaseBlb", BlbRule.DEFAULT.settle("1h").detail("2 reads").loseAnswers(0));
            String blbId = blb.create();
            assertThat(blb.send("GET", "/v1/blb/" + blbId, "")).contains(CREATING);
            assertThat(world.control("GET", "async", null)).contains("2 reads");
            world.settle(blbId);
            assertThat(blb.send("GET", "/v1/blb/" + blbId, "")).contains("\"available\"");
            world.async("instant");
            assertThat(blb.send("GET", "/v1/blb/" + blb.create(), "")).contains("\"available\"");
        }

        @Test
        void rulesOfOtherWorldsOfTheAccountStay(BlbWorld world) {
            SignedApi blb = new SignedApi(world.endpoint(), world.credentials());
            BlbWorld one = BlbWorld.at(world.endpoint(), world.credentials());
            BlbWorld other = BlbWorld.at(world.endpoint(), world.credentials());
            one.async("CreateBlb", BlbRule.HELD);
            other.async("UpdateBlb", BlbRule.HELD);
            assertThat(blb.send("GET", "/v1/blb/" + blb.create(), "")).contains(CREATING);
            other.async("CreateBlb", BlbRule.DEFAULT);
            assertThat(blb.send("GET", "/v1/blb/" + blb.create(), "")).contains("\"available\"");
            world.reset();
            one.async("ReleaseBlb", BlbRule.HELD);
            assertThat(world.control("GET", "async", "")).contains("\"UpdateBlb\":{\"settle\":\"0\"");
        }

        @Test
        void anExportBringsSecretsBack(BlbWorld world) throws IOException {
            Issued issued = CertificateAuthority.create(Clock.systemUTC())
                    .issueForServer(List.of("a.example.com"), RsaKeys.SHARED);
            world.declare(
                    "certificates",
                    "cert-kept",
                    Map.of("certName", "kept", "certificate", issued.chainPem(), "privateKey", issued.keyPem()));
            String exported = world.export();
            world.reset();
            world.seed(exported);
            assertThat(world.export()).isEqualTo(exported).contains("PRIVATE KEY");
        }

        @Test
        void nullIsRefusedByName(BlbWorld world) {
            BlbClock clock = BlbWorld.at(world.endpoint(), world.credentials()).clock();
            assertThatThrownBy(() -> clock.advance(none())).hasMessage("by is null");
            assertThatThrownBy(() -> clock.set(none())).hasMessage("to is null");
            assertThatThrownBy(() -> new BlbCredentials(missing(), "s")).hasMessage("accessKey is null");
            assertThatThrownBy(() -> new BlbCredentials("a", missing())).hasMessage("secretKey is null");
            assertThatThrownBy(() -> BlbRule.DEFAULT.writable(missing())).hasMessage("length is null");
            assertThatThrownBy(() -> BlbRule.DEFAULT.detail(missing())).hasMessage("length is null");
            assertThatThrownBy(() -> BlbRule.DEFAULT.list(missing())).hasMessage("length is null");
            Map<String, ThrowingCallable> calls = Map.of(
                    "length", () -> BlbRule.DEFAULT.settle(missing()),
                    "rule", () -> world.faults().fired(missing()),
                    "blbId", () -> world.status(missing(), "paused"),
                    "status", () -> world.health("i-1", missing()),
                    "text", () -> world.seed(missing()),
                    "instanceId", () -> world.forgetMachine(missing()),
                    "name", () -> world.snapshot(missing()),
                    "path", () -> world.control("GET", missing(), null));
            calls.forEach((name, call) -> assertThatThrownBy(call)
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage(name + " is null"));
        }

        // As a caller without null checks would.
        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
        private static <T> T none() {
            return null;
        }

        // As a caller without null checks would.
        @SuppressWarnings("NullAway")
        private static String missing() {
            return null;
        }
    }

    @Test
    void machinesOfATestAreProbed() {
        passes(Probed.class, 1);
    }

    @BlbTest(seed = "worlds/shop.yaml")
    static class Probed {
        @Test
        void whereTheyReallyLive(BlbWorld world, BlbCredentials credentials) throws IOException {
            String blbId = new SignedApi(world.endpoint(), credentials).list().get(0);
            int closed;
            try (ServerSocket server = new ServerSocket(FreePort.any(), 50, InetAddress.getLoopbackAddress())) {
                closed = server.getLocalPort();
                world.machine("i-web1", "127.0.0.1", Map.of(8080, closed));
                await(world, blbId, "\"result\":\"up\"");
                world.machine("i-web1", "127.0.0.1:" + closed);
                assertThat(world.control("GET", "machines", "")).contains("127.0.0.1:" + closed);
            }
            await(world, blbId, "\"Dead\"");
            world.forgetMachine("i-web1");
            assertThat(world.healthTimeline(blbId)).contains("Alive").doesNotContain("Dead");
        }

        private static void await(BlbWorld world, String blbId, String words) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!world.healthTimeline(blbId).contains(words)) {
                assertThat(System.nanoTime()).as(world.healthTimeline(blbId)).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }
}
