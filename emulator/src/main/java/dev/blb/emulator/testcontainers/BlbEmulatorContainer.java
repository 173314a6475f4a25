package dev.blb.emulator.testcontainers;

import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbWorld;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A container of the emulator's image. It counts as started once the emulator serves. Settings are environment variables:
 * {@code withEnv("BLB_SETTLE_DELAY", "2s")}; an unknown one that begins with {@code BLB_} stops the start.
 */
public class BlbEmulatorContainer extends GenericContainer<BlbEmulatorContainer> {
    /** The port in the container. */
    public static final int PORT = 8252;

    /** The port in the container for TLS, if it is asked for. */
    public static final int HTTPS_PORT = 8443;

    /** The image that is used if none is named. */
    public static final String IMAGE = "blb-emulator";

    /** The folder in the image whose files are read at the start. */
    private static final String SEEDS = "/seeds";

    private static final Pattern SEED = Pattern.compile("[^/\\\\]+\\.(yaml|yml|json)$");
    private static final int READABLE_BY_ALL = 0444;

    private static final int FIRST_LISTENER_PORT = 18_000;
    private static final int MAX_LISTENERS = 1_000;

    private static final String ALLOWED_HOSTS = "BLB_ALLOWED_HOSTS";

    private int seeds;

    /** A container of the image {@value #IMAGE}. */
    public BlbEmulatorContainer() {
        this(IMAGE);
    }

    /** A container of this image, such as {@code registry.example/blb-emulator:0.2.0}. */
    // A container is set up by its own methods, which users may override at their own risk.
    @SuppressWarnings("this-escape")
    public BlbEmulatorContainer(String image) {
        super(DockerImageName.parse(image));
        withExposedPorts(PORT);
        // A container engine forwards to the container's address, not to its loopback.
        withEnv("BLB_HOST", "0.0.0.0");
        waitingFor(Wait.forHttp("/_blb/health").forPort(PORT).forStatusCode(200));
    }

    /**
     * Makes listeners listen, and forward to the machines whose real address is registered; {@link #endpoint(String, int)}
     * returns where they are reached. In an address, {@code 127.0.0.1} is the container; servers of a test are reached by
     * {@code host.testcontainers.internal} once their ports are exposed ({@code Testcontainers.exposeHostPorts}).
     *
     * @param listeners how many can listen at a time, 1 to 1,000
     */
    public BlbEmulatorContainer withDataPlane(int listeners) {
        if (listeners < 1 || listeners > MAX_LISTENERS) {
            throw new IllegalArgumentException("listeners is " + listeners + "; allowed is 1 to " + MAX_LISTENERS);
        }
        for (int i = 0; i < listeners; i++) {
            addExposedPort(FIRST_LISTENER_PORT + i);
        }
        return withEnv("BLB_DATA_PLANE", "on")
                .withEnv("BLB_DATA_PLANE_PORTS", FIRST_LISTENER_PORT + "-" + (FIRST_LISTENER_PORT + listeners - 1));
    }

    /**
     * Where a listener is reached from outside; only while the container runs {@link #withDataPlane}.
     *
     * @throws IllegalStateException if it does not take connections, with its state and why
     */
    public InetSocketAddress endpoint(String blbId, int listenerPort) {
        BlbWorld world = world(credentials().accessKey());
        return new InetSocketAddress(
                getHost(), getMappedPort(world.endpoint(blbId, listenerPort).getPort()));
    }

    /**
     * Serves the API over TLS too: {@link #httpsUri()} is its address from outside, {@link #sslContext()} trusts its certificate.
     */
    public BlbEmulatorContainer withHttps() {
        addExposedPort(HTTPS_PORT);
        return withEnv("BLB_HTTPS_PORT", String.valueOf(HTTPS_PORT));
    }

    /**
     * The address over TLS from outside; only while the container runs {@link #withHttps}.
     *
     * @throws IllegalStateException if it was started without
     */
    public URI httpsUri() {
        return world(credentials().accessKey()).httpsUri();
    }

    /** The certificate of the emulator's authority in PEM; only while the container runs {@link #withHttps}. */
    public String caCertificate() {
        return world(credentials().accessKey()).caCertificate();
    }

    /**
     * A TLS context that trusts the emulator's authority and nothing else, as {@link BlbWorld#sslContext()}; only while the
     * container runs {@link #withHttps}.
     */
    public SSLContext sslContext() {
        return world(credentials().accessKey()).sslContext();
    }

    /** Allows the name of a container engine on another machine, which the certificate is then for as well. */
    @Override
    protected void configure() {
        String host = getHost();
        // The setting takes names and IPv4 addresses; localhost is in the certificate in any case.
        if (!host.equals("localhost") && !host.contains(":") && !getEnvMap().containsKey(ALLOWED_HOSTS)) {
            addEnv(ALLOWED_HOSTS, host);
        }
    }

    /** Locks the control routes by a token of 16 to 128 characters; {@link #world} sends it. */
    public BlbEmulatorContainer withControlToken(String token) {
        return withEnv("BLB_CONTROL_TOKEN", token);
    }

    /** Begins with the seed in a class-path resource, such as {@code worlds/shop.yaml}; repeatable. */
    public BlbEmulatorContainer withSeed(String resource) {
        return withSeed(MountableFile.forClasspathResource(resource, READABLE_BY_ALL), resource);
    }

    /**
     * Begins with the seed in a file of this machine; repeatable.
     *
     * @throws IllegalArgumentException if there is no such file, or its name does not end in .yaml, .yml or .json
     */
    public BlbEmulatorContainer withSeed(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("seed is \"" + file + "\"; allowed is a file that is there");
        }
        return withSeed(MountableFile.forHostPath(file, READABLE_BY_ALL), file.toString());
    }

    private BlbEmulatorContainer withSeed(MountableFile file, String name) {
        Matcher parts = SEED.matcher(name);
        if (!parts.find()) {
            throw new IllegalArgumentException(
                    "seed is \"" + name + "\"; allowed is a name that ends in .yaml, .yml or .json");
        }
        // Numbered, so that files of one name do not replace each other.
        seeds++;
        return withCopyFileToContainer(file, SEEDS + "/" + seeds + "-" + parts.group());
    }

    /**
     * The world of one account: what a test may do to it beyond the cloud's API; only while the container runs.
     *
     * @param accessKey begins with {@code emulator-}, unless {@code BLB_CREDENTIALS} is set to others
     */
    public BlbWorld world(String accessKey) {
        BlbWorld world = BlbWorld.at(
                endpoint(),
                new BlbCredentials(accessKey, BlbCredentials.DEFAULT_SECRET_KEY),
                getEnvMap().getOrDefault("BLB_CONTROL_TOKEN", ""));
        return getExposedPorts().contains(HTTPS_PORT)
                ? world.withHttps(URI.create("https://" + getHost() + ":" + getMappedPort(HTTPS_PORT)))
                : world;
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
