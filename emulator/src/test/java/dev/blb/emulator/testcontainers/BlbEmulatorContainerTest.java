package dev.blb.emulator.testcontainers;

import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;
import static dev.blb.emulator.settings.SettingsTable.HTTPS_PORT;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.FreePort;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.HttpsWorldTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.utility.MountableFile;

/** What a container is and does without an engine: an emulator in this JVM stands for the one inside. */
class BlbEmulatorContainerTest {
    @Test
    void isToldImagePortAndAddress() {
        try (BlbEmulatorContainer container = new BlbEmulatorContainer("registry.example/blb-emulator:0.2.0")) {
            assertThat(container.getImage().toString()).contains("registry.example/blb-emulator:0.2.0");
            assertThat(container.getExposedPorts()).containsExactly(Settings.DEFAULTS.get(PORT));
            assertThat(container.getEnvMap()).isEqualTo(Map.of("BLB_HOST", "0.0.0.0"));
        }
        try (BlbEmulatorContainer container = new BlbEmulatorContainer()) {
            assertThat(container.getImage().toString()).contains("blb-emulator");
        }
    }

    @Test
    void exposesAPortForEachListenerOfTheDataPlane() {
        try (BlbEmulatorContainer container = new BlbEmulatorContainer().withDataPlane(3)) {
            assertThat(container.getExposedPorts())
                    .containsExactlyInAnyOrder(Settings.DEFAULTS.get(PORT), 18_000, 18_001, 18_002);
            assertThat(container.getEnvMap())
                    .containsEntry("BLB_DATA_PLANE", "on")
                    .containsEntry("BLB_DATA_PLANE_PORTS", "18000-18002");
            assertThatThrownBy(() -> container.withDataPlane(0)).hasMessageContaining("allowed is 1 to 1000");
        }
    }

    @Test
    void servesTlsOnAPortThatIsMappedToo() {
        try (BlbEmulator emulator =
                        BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(HTTPS_PORT, Optional.of(0)));
                Mapped container = new Mapped(emulator.baseUri(), emulator.httpsUri())) {
            assertThatThrownBy(container::httpsUri)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("withHttps()");

            container.withHttps();

            assertThat(container.getExposedPorts())
                    .containsExactlyInAnyOrder(Settings.DEFAULTS.get(PORT), BlbEmulatorContainer.HTTPS_PORT);
            assertThat(container.getEnvMap())
                    .containsEntry("BLB_HTTPS_PORT", String.valueOf(BlbEmulatorContainer.HTTPS_PORT));
            assertThat(container.httpsUri()).isEqualTo(emulator.httpsUri().orElseThrow());
            assertThat(container.world("emulator-a").httpsUri()).isEqualTo(container.httpsUri());
            assertThat(container.caCertificate()).startsWith("-----BEGIN CERTIFICATE-----");
            assertThat(HttpsWorldTest.status(container.httpsUri(), container.sslContext()))
                    .isEqualTo(200);
        }
    }

    @Test
    void theNameOfAnEngineElsewhereIsAllowed() {
        try (Mapped container = new Mapped(URI.create("http://docker.example.com:2345"))) {
            container.configure();
            assertThat(container.getEnvMap()).containsEntry("BLB_ALLOWED_HOSTS", "docker.example.com");
        }
        try (Mapped container = new Mapped(URI.create("http://docker.example.com:2345"))) {
            container.withEnv("BLB_ALLOWED_HOSTS", "*").configure();
            assertThat(container.getEnvMap()).containsEntry("BLB_ALLOWED_HOSTS", "*");
        }
        try (Mapped container = new Mapped(URI.create("http://localhost:2345"))) {
            container.configure();
            assertThat(container.getEnvMap()).doesNotContainKey("BLB_ALLOWED_HOSTS");
        }
    }

    @Test
    void copiesSeedsToWhereTheImageReadsThem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("world.yaml"), "{}");
        try (Copying container = new Copying()) {
            container.withSeed("worlds/shop.yaml").withSeed(file).withSeed(file);

            assertThat(container.targets)
                    .containsExactly("/seeds/1-shop.yaml", "/seeds/2-world.yaml", "/seeds/3-world.yaml");
            Path text = Files.writeString(folder.resolve("world.txt"), "{}");
            for (Path wrong : List.of(folder, folder.resolve("no.yaml"), text)) {
                assertThatThrownBy(() -> container.withSeed(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(wrong.toString())
                        .hasMessageContaining("allowed is");
            }
            assertThatThrownBy(() -> container.withSeed("worlds/none.yaml")).hasMessageContaining("worlds/none.yaml");
        }
        assertThat(Files.readString(Path.of("..", "docker", "Dockerfile"))).contains(" BLB_SEED=/seeds ");
    }

    @Test
    void isReadyOnceTheEmulatorInsideServes() {
        try (BlbEmulator emulator = BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0));
                Mapped container = new Mapped(emulator.baseUri())) {
            container.awaitReady();

            assertThat(container.endpoint()).isEqualTo(emulator.baseUri());
            container.world("emulator-a").settings(Map.of("quotaListeners", 7));
            assertThat(container.world("emulator-a").export()).contains("\"quotaListeners\":7");
            assertThat(container.world("emulator-b").export()).doesNotContain("quotaListeners");
            BlbCredentials credentials = container.credentials();
            assertThat(Settings.DEFAULTS.get(CREDENTIALS).exampleAccessKey()).isEqualTo(credentials.accessKey());
            assertThat(Settings.DEFAULTS.get(CREDENTIALS).exampleSecret()).isEqualTo(credentials.secretKey());
        }
    }

    @Test
    void isNotReadyWhileNobodyServes() {
        try (Mapped container = new Mapped(URI.create("http://127.0.0.1:" + FreePort.any()))) {
            container.withStartupTimeout(Duration.ofSeconds(2));
            assertThatThrownBy(container::awaitReady)
                    .isInstanceOf(ContainerLaunchException.class)
                    .hasMessageContaining("/_blb/health");
        }
    }

    /** A container that notes what is copied into it. */
    private static final class Copying extends BlbEmulatorContainer {
        private final List<String> targets = new ArrayList<>();

        @Override
        public BlbEmulatorContainer withCopyFileToContainer(MountableFile file, String target) {
            assertThat(Path.of(file.getFilesystemPath())).isReadable();
            assertThat(file.getFileMode() & 0777).isEqualTo(0444);
            targets.add(target);
            return super.withCopyFileToContainer(file, target);
        }
    }

    /** A container whose port is mapped to this address. */
    private static final class Mapped extends BlbEmulatorContainer {
        private final URI address;
        private final Optional<URI> https;

        private Mapped(URI address) {
            this(address, Optional.empty());
        }

        private Mapped(URI address, Optional<URI> https) {
            this.address = address;
            this.https = https;
        }

        @Override
        public String getHost() {
            return address.getHost();
        }

        @Override
        public Integer getMappedPort(int port) {
            return port == PORT
                    ? address.getPort()
                    : https.filter(uri -> port == HTTPS_PORT).orElseThrow().getPort();
        }

        @Override
        public InspectContainerResponse getContainerInfo() {
            return new InspectContainerResponse();
        }

        void awaitReady() {
            getWaitStrategy().waitUntilReady(this);
        }
    }
}
