package dev.blb.contract.target;

import dev.blb.contract.target.Settings.Variable;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Main;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.Map;

/**
 * What the tests run against: {@code emulator} (in this process), {@code jar} (the packaged emulator in its own process) or
 * a URL. Nothing but this class names the emulator, and no test asks which it is.
 */
public final class Target implements AutoCloseable {
    private final String name;
    private final URI endpoint;
    private final boolean emulator;
    private final Settings settings;
    private final AutoCloseable server;

    private Target(String name, URI endpoint, boolean emulator, Map<String, String> environment, AutoCloseable server) {
        this.name = name;
        this.endpoint = endpoint;
        this.emulator = emulator;
        this.settings = new Settings(environment, emulator);
        this.server = server;
    }

    /** System property: which members an emulator that is started here sends, full (default) or documented. */
    public static final String ANSWERS = "blb.target.answers";

    /**
     * Opens a target.
     *
     * @param name {@code emulator}, {@code jar} or a URL
     * @param settleDelay how long writes take on an emulator that is started here, such as {@code 300ms}
     * @throws IllegalArgumentException if the name is none of these
     */
    public static Target open(String name, String settleDelay, Map<String, String> environment) {
        String[] flags = {"--settle-delay", settleDelay, "--answers", System.getProperty(ANSWERS, "full")};
        switch (name) {
            case "emulator" -> {
                BlbEmulator started = Main.start(flags);
                return new Target(name, started.baseUri(), true, environment, started);
            }
            case "jar" -> {
                EmulatorJar started = EmulatorJar.start(flags);
                return new Target(name, started.endpoint(), true, environment, started);
            }
            default -> {
                if (!name.matches("https?://[^/?#]+/?")) {
                    throw new IllegalArgumentException(
                            "target is \"" + name + "\"; allowed is emulator, jar or a URL such as http://host:port");
                }
                URI uri = URI.create(name.replaceFirst("/$", ""));
                return new Target(uri.toString(), uri, isEmulator(uri), environment, () -> {});
            }
        }
    }

    // An emulator tells what it is on a path that no cloud has.
    private static boolean isEmulator(URI uri) {
        if (isCloud(uri)) {
            return false;
        }
        return RestAssured.given().get(uri.resolve("/_blb/health")).statusCode() == 200;
    }

    private static boolean isCloud(URI uri) {
        return uri.getHost() != null && uri.getHost().endsWith(".baidubce.com");
    }

    /** How it was named. */
    public String name() {
        return name;
    }

    /** Where it is. */
    public URI endpoint() {
        return endpoint;
    }

    /** Whether it has control routes. For the extension that skips what needs them, not for tests. */
    public boolean isEmulator() {
        return emulator;
    }

    /** Whether it is the real service, whose answers are evidence. */
    public boolean isCloud() {
        return isCloud(endpoint);
    }

    /** What the run was given. */
    public Settings settings() {
        return settings;
    }

    /** The API as the account of the run. */
    public Cloud cloud() {
        return new Cloud(
                endpoint,
                settings.require(Variable.BLB_TEST_ACCESS_KEY),
                settings.require(Variable.BLB_TEST_SECRET_KEY));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(name + " did not stop", e);
        }
    }
}
