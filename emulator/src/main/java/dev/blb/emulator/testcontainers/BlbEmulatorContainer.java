package dev.blb.emulator.testcontainers;

import dev.blb.emulator.junit.BlbCredentials;
import java.net.URI;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A container of the emulator's image. It is started when the emulator serves. Settings are the variables of the
 * README: {@code withEnv("BLB_SETTLE_DELAY", "2s")}.
 */
public class BlbEmulatorContainer extends GenericContainer<BlbEmulatorContainer> {
    /** The port in the container. */
    public static final int PORT = 8252;

    /** The image that is used if none is named. */
    public static final String IMAGE = "blb-emulator";

    /** A container of the image {@value #IMAGE}. */
    public BlbEmulatorContainer() {
        this(IMAGE);
    }

    /** A container of this image, such as {@code registry.example/blb-emulator:0.1.0}. */
    public BlbEmulatorContainer(String image) {
        super(DockerImageName.parse(image));
        withExposedPorts(PORT);
        // The control routes serve the host's name for the container only if an address is set.
        withEnv("BLB_HOST", "0.0.0.0");
        waitingFor(Wait.forHttp("/_blb/health").forPort(PORT).forStatusCode(200));
    }

    /** The address from outside; only while it runs. */
    public URI endpoint() {
        return URI.create("http://" + getHost() + ":" + getMappedPort(PORT));
    }

    /**
     * What to sign with as one account, unless {@code BLB_CREDENTIALS} is set to others. Any other access key that begins
     * with {@code emulator-} is another account and has the same secret.
     */
    public BlbCredentials credentials() {
        return new BlbCredentials("emulator-access-key-0001", BlbCredentials.DEFAULT_SECRET_KEY);
    }
}
