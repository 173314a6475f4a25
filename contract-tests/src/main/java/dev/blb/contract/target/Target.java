package dev.blb.contract.target;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run asks: {@code emulator} (in this process), {@code jar} (the packaged emulator in its own process) or a URL, with
 * the transport and the instances of the run. Nothing but this class names the emulator, and no case asks which it is.
 */
public final class Target implements AutoCloseable {
    /** What names a target. */
    public static final String ALLOWED = "emulator, jar or a URL such as http://host:port";

    /** The folder in the folder of a run with one document for each operation. */
    public static final String ANSWERS = "answers";

    /** The variable that allows a target whose calls fail by a plan. */
    public static final String FAULTS = "BLB_TEST_FAULTS";

    /** The variable with the token of an emulator whose control routes are locked. No other server sees it. */
    public static final String CONTROL_TOKEN = "BLB_TEST_CONTROL_TOKEN";

    private static final int HTTP_OK = 200;
    private static final int HTTP_FORBIDDEN = 403;
    private static final String WORLD = "/emulator-world.json";
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(30);
    private static final String PORT = "\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]";
    private static final String URL = "https?://([\\w.-]+|\\[[\\p{XDigit}:.]+])(:(" + PORT + "))?/?";

    private final String name;
    private final URI endpoint;
    private final boolean emulator;
    private final Settings settings;
    private final Transport transport;
    private final Cloud cloud;
    private final Waits waits;
    private final Instances instances;
    private final Runnable stopServer;
    private final Optional<Path> folder;
    private final Cost before;
    private final long opened;
    private final Thread whenEndedFromOutside = new Thread(this::endFromOutside, "end-of-run");

    private Target(
            Started started,
            boolean emulator,
            Map<String, String> environment,
            Transport transport,
            Clock clock,
            Optional<Path> folder) {
        this.name = started.name();
        this.endpoint = started.endpoint();
        this.emulator = emulator;
        this.settings = new Settings(environment, emulator);
        this.stopServer = started.stop();
        this.folder = folder;
        this.before = folder.map(Cost::read).orElse(Cost.NONE);
        this.transport = transport;
        this.opened = transport.time().nanos();
        this.cloud = new Cloud(
                        endpoint,
                        settings.find(Variable.BLB_TEST_ACCESS_KEY).orElse(""),
                        settings.find(Variable.BLB_TEST_SECRET_KEY).orElse(""),
                        transport)
                .at(clock)
                .unlockedBy(
                        emulator ? environment.getOrDefault(CONTROL_TOKEN, "").trim() : "");
        this.waits = new Waits(transport.pace().patience(), transport.time());
        this.instances = new Instances(cloud, settings, waits);
    }

    /**
     * How an emulator that is started for the run behaves.
     *
     * @param settleDelay how long its writes take, such as {@code 300ms}; 0 for none
     * @param asynchrony its asynchrony profile: instant, realistic or hostile
     * @param clockScale how many times faster than real time its clock runs, 1 or more
     */
    public record Behaviour(String settleDelay, String asynchrony, int clockScale) {
        /** Writes settle at once, in real time. */
        public static final Behaviour USUAL = new Behaviour("0", "instant", 1);
    }

    /**
     * How to open a target.
     *
     * @param name {@code emulator}, {@code jar} or a URL
     * @param behaviour of an emulator that is started here
     * @param rate calls per second; empty for what is usual for the target, 0 for no limit
     * @param patience the longest wait
     * @param direct whether calls are sent without REST Assured
     * @param folder where to write, at the end, what the run has taken and what was answered
     * @param changing whether an emulator is given what cases need; without it nothing is changed by the opening
     */
    public record Options(
            String name,
            Behaviour behaviour,
            Optional<Double> rate,
            Duration patience,
            boolean direct,
            Optional<Path> folder,
            boolean changing) {
        /** The same for a single question, which is soon given up and leaves no files. */
        public Options asking() {
            Duration shorter = patience.compareTo(QUESTION_LIMIT) < 0 ? patience : QUESTION_LIMIT;
            return new Options(name, behaviour, rate, shorter, direct, Optional.empty(), changing);
        }

        /** The same for a sweep, which leaves no files and declares nothing. */
        public Options sweeping() {
            return new Options(name, behaviour, rate, patience, direct, Optional.empty(), false);
        }

        /** The emulator in this process, whose writes settle at once. */
        public static Options emulator() {
            return of("emulator");
        }

        /** A target with what is usual for it. */
        public static Options of(String name) {
            return new Options(
                    name, Behaviour.USUAL, Optional.empty(), Pace.DEFAULT_PATIENCE, false, Optional.empty(), true);
        }
    }

    private record Started(String name, URI endpoint, Runnable stop) {}

    /** Whether this text names a target. */
    public static boolean isName(String text) {
        return text.matches("emulator|jar") || (text.matches(URL) && hasHost(text));
    }

    private static boolean hasHost(String url) {
        try {
            return new URI(url).getHost() != null;
        } catch (URISyntaxException none) {
            return false;
        }
    }

    /** Whether this text names the real service. */
    public static boolean isCloud(String name) {
        return name.matches("https://[^/]*\\.baidubce\\.com(:\\d+)?/?");
    }

    /**
     * Opens a target.
     *
     * @throws IllegalArgumentException if its name is none
     * @throws IllegalStateException if it is an emulator with a fault plan for the account, which the environment does not
     *     allow, with locked control routes, or one that refuses what cases need
     */
    public static Target open(Options options, Map<String, String> environment) {
        Started started = start(options);
        boolean ours = !options.name().matches(URL);
        boolean emulator = ours || (!isCloud(options.name()) && isEmulator(started.endpoint(), options.patience()));
        double rate = options.rate().orElse(Pace.usual(emulator).callsPerSecond());
        Pace pace = Pace.of(rate, options.patience());
        Transport transport = options.direct() ? Transport.direct(pace) : new Transport(pace);
        Clock clock =
                ours ? scaled(started.endpoint(), options.behaviour().clockScale(), transport) : Clock.systemUTC();
        Target target = new Target(started, emulator, environment, transport, clock, options.folder());
        Runtime.getRuntime().addShutdownHook(target.whenEndedFromOutside);
        try {
            if (emulator) {
                target.refuseFaults(environment);
                if (options.changing()) {
                    target.declareWorld();
                }
            }
        } catch (RuntimeException | Error unusable) {
            target.close();
            throw unusable;
        }
        return target;
    }

    /** Answers of an emulator that fails on purpose prove nothing. */
    private void refuseFaults(Map<String, String> environment) {
        String route = "/_blb/faults";
        String ofAccount = route + "?account=" + URLEncoder.encode(cloud.accessKey(), StandardCharsets.UTF_8);
        boolean own = control("GET", ofAccount, "").text("/active").equals("true");
        boolean common = false;
        for (JsonNode account : control("GET", route, "").json().path("accounts")) {
            common |= account.asText().isEmpty();
        }
        if ((own || common) && !"yes".equals(environment.get(FAULTS))) {
            throw new IllegalStateException("the target has an active fault plan for "
                    + (own ? "account " + cloud.accessKey() : "all accounts") + ": remove it with DELETE "
                    + (own ? ofAccount : route + ", which removes the plans of all accounts") + ", or allow it with "
                    + FAULTS + "=yes");
        }
    }

    private static Clock scaled(URI emulator, int scale, Transport transport) {
        if (scale == 1) {
            return Clock.systemUTC();
        }
        String now = new Cloud(emulator, "", "", transport)
                .send("POST", "/_blb/clock", "{\"scale\":" + scale + "}", Map.of())
                .ok()
                .text("/now");
        return new ScaledClock(Instant.parse(now), scale);
    }

    /** Declares, for the account of the run only, what on the cloud its owner has made: groups, a certificate, an EIP. */
    private void declareWorld() {
        try (InputStream in = Objects.requireNonNull(Target.class.getResourceAsStream(WORLD), WORLD)) {
            String world =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("{account}", cloud.accessKey());
            control("POST", "/_blb/seed", world);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Cloud.Answer control(String method, String path, String body) {
        Cloud.Answer answer = cloud.send(method, path, body, Map.of());
        if (answer.status() == HTTP_OK) {
            return answer;
        }
        String advice = answer.status() == HTTP_FORBIDDEN
                ? "; its setting --control-token goes into the variable " + CONTROL_TOKEN
                : "";
        throw new IllegalStateException("the target refuses what a run needs: " + method + " " + path + " answers "
                + answer.status() + " " + answer.body().strip() + advice);
    }

    /** System property: which members an emulator that is started here sends, full (default) or documented. */
    private static final String MEMBERS = "blb.target.answers";

    /** System property: the URL of a PostgreSQL database for an emulator that is started here; in memory without one. */
    private static final String DATABASE = "blb.target.database";

    private static Started start(Options options) {
        switch (options.name()) {
            case "emulator" -> {
                BlbEmulator started = Main.start(flags(options.behaviour()));
                return new Started(options.name(), started.baseUri(), started::close);
            }
            case "jar" -> {
                EmulatorJar started = EmulatorJar.start(flags(options.behaviour()));
                return new Started(options.name(), started.endpoint(), started::close);
            }
            default -> {
                if (!isName(options.name())) {
                    throw new IllegalArgumentException("target is \"" + options.name() + "\"; allowed is " + ALLOWED);
                }
                URI uri = URI.create(options.name().replaceFirst("/$", ""));
                return new Started(uri.toString(), uri, () -> {});
            }
        }
    }

    private static String[] flags(Behaviour behaviour) {
        List<String> flags = new ArrayList<>(List.of(
                "--settle-delay",
                behaviour.settleDelay(),
                "--answers",
                System.getProperty(MEMBERS, "full"),
                "--async",
                behaviour.asynchrony()));
        String database = System.getProperty(DATABASE, "");
        if (!database.isEmpty()) {
            flags.addAll(List.of("--database", database));
        }
        return flags.toArray(String[]::new);
    }

    private static boolean isEmulator(URI uri, Duration patience) {
        return isReadyEmulator(new Cloud(uri, "", "", new Transport(Pace.of(0, patience))));
    }

    /** Whether an emulator answers there, whatever it is named. */
    public static boolean isReadyEmulator(Cloud there) {
        Cloud.Answer health = there.send("GET", "/_blb/health", "", Map.of());
        // On a path that no cloud has; but a gateway or a portal answers 200 with a page to every path.
        return health.status() == 200 && health.text("/status").equals("ready");
    }

    /** How it was named. */
    public String name() {
        return name;
    }

    /** Where it is. */
    public URI endpoint() {
        return endpoint;
    }

    /** Whether it has control routes. For the extension that skips what needs them, not for cases. */
    public boolean isEmulator() {
        return emulator;
    }

    /** Whether the target is an emulator whose account is set to {@code --answers documented}. */
    public boolean isLimitedToDocumentedMembers() {
        // The route answers with all settings of the account, and an empty change changes none.
        return emulator
                && cloud.send("PUT", "/_blb/accounts/" + cloud.accessKey() + "/settings", "{}", Map.of())
                        .ok()
                        .text("/answers")
                        .equals("documented");
    }

    /** What the run was given. */
    public Settings settings() {
        return settings;
    }

    /** The way of all calls. */
    public Transport transport() {
        return transport;
    }

    /** The API as the account of the run. */
    public Cloud cloud() {
        return cloud;
    }

    /** The load balancers of the run. */
    public Instances instances() {
        return instances;
    }

    Waits waits() {
        return waits;
    }

    // SIGTERM and SIGINT end the process without the end of any case.
    private void endFromOutside() {
        try {
            transport.end();
            // An emulator that was started here ends with all that it holds.
            if (name.matches(URL)) {
                instances.close();
            }
        } catch (Undecided left) {
            System.err.println(left.getMessage());
        } finally {
            stopServer.run();
        }
    }

    private void forgetEndFromOutside() {
        try {
            Runtime.getRuntime().removeShutdownHook(whenEndedFromOutside);
        } catch (IllegalStateException ending) {
            // It runs already, and removes the same.
        }
    }

    /** Releases what is left, and stops an emulator that was started here. */
    @Override
    public void close() {
        try {
            forgetEndFromOutside();
            instances.close();
        } finally {
            try {
                folder.ifPresent(this::write);
            } finally {
                stopServer.run();
            }
        }
    }

    private void write(Path into) {
        keepCost();
        transport.answers().write(into.resolve(ANSWERS));
    }

    /** Keeps in the folder of the run what it has taken so far, with the parts before if it is gone on with. */
    public synchronized void keepCost() {
        folder.ifPresent(into -> before.plus(new Cost(
                        transport.repetitions().calls(),
                        instances.made(),
                        Duration.ofNanos(transport.time().nanos() - opened).toSeconds(),
                        transport.repetitions().counts()))
                .write(into));
    }
}
