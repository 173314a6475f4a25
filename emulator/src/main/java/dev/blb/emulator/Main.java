package dev.blb.emulator;

import dev.blb.emulator.api.AccountSettings;
import dev.blb.emulator.api.AccountSettings.References;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.asynchrony.Profile;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.http.AuthMode;
import dev.blb.emulator.http.Credentials;
import dev.blb.emulator.seed.SeedException;
import io.javalin.util.JavalinBindException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line: flags and environment variables in, a running emulator out. A flag {@code --settle-delay} is also
 * the variable {@code BLB_SETTLE_DELAY}; the flag wins.
 *
 * <p>The verb {@link Wait} starts nothing.
 *
 * <p>Exit codes: 2 for a wrong setting or seed, 1 if the address cannot be listened on or the data directory cannot be used,
 * 0 or 143 after SIGTERM.
 */
public final class Main implements Callable<Integer> {
    private static final int MIN_BODY = 1024;
    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final OptionSpec host = setting("--host", "ADDRESS", String.class)
            .description("Address to listen on, default " + EmulatorConfig.LOOPBACK
                    + ". When set, the control routes serve requests to any host name.")
            .build();

    private final OptionSpec port = setting("--port", "PORT", Integer.class)
            .defaultValue("8252")
            .converters(Main::port)
            .description("Port to listen on, default ${DEFAULT-VALUE}; 0 takes any free port, the start tells which.")
            .build();

    private final OptionSpec credentials = setting("--credentials", "KEY:SECRET,...", Credentials.class)
            .defaultValue("emulator-*:emulator-secret-key-0001")
            .converters(Main::credentials)
            .description("Known access keys, default ${DEFAULT-VALUE}. A * at the end of a key accepts every key with"
                    + " that prefix. Each access key is an account of its own.")
            .build();

    private final OptionSpec auth = setting("--auth", "MODE", AuthMode.class)
            .defaultValue("verify")
            .converters(value -> choice(AuthMode.class, value))
            .description("Signatures: verify (default), parse (only their shape), off (none needed).")
            .build();

    private final OptionSpec region = setting("--region", "REGION", String.class)
            .defaultValue("bj")
            .converters(Main::region)
            .description("Region to be, default ${DEFAULT-VALUE}; its word stands in generated names.")
            .build();

    private final OptionSpec settleDelay = setting("--settle-delay", "DURATION", Duration.class)
            .defaultValue("0")
            .converters(Main::duration)
            .description("How long an instance stays creating or updating after a write, such as 500ms, 2s or PT2S;"
                    + " default 0: no middle state is seen.")
            .build();

    private final OptionSpec async = setting("--async", "PROFILE", Profile.class)
            .defaultValue("instant")
            .converters(value -> choice(Profile.class, value))
            .description("How writes take effect: instant (default, or after --settle-delay), realistic (after"
                    + " plausible times), hostile (new instances hide, list and detail disagree, answers get lost).")
            .build();

    private final OptionSpec references = setting("--references", "MODE", References.class)
            .defaultValue("lenient")
            .converters(value -> choice(References.class, value))
            .description("Ids of VPCs, subnets, machines, groups, certificates: lenient (default, any well-formed"
                    + " one), strict (only declared ones).")
            .build();

    private final OptionSpec seeds = setting("--seed", "FILE,...", List.class)
            .auxiliaryTypes(Path.class)
            .initialValue(List.of())
            .splitRegex(",")
            .description("Files that declare the world at start, YAML or JSON; a folder stands for all its .yaml, .yml"
                    + " and .json files. Default: none. A wrong one stops the start.")
            .build();

    private final OptionSpec seedIds = setting("--seed-ids", "NUMBER", Long.class)
            .converters(Main::seed)
            .description("Makes ids, addresses, request ids and markers the same on every run; default: random.")
            .build();

    private final OptionSpec dataDir = setting("--data-dir", "DIRECTORY", Path.class)
            .description("Directory that keeps the state, for one emulator at a time; default: in memory, gone at the"
                    + " end.")
            .build();

    private final OptionSpec maxBody = setting("--max-body", "SIZE", Integer.class)
            .defaultValue("1MiB")
            .converters(Main::size)
            .description("Largest request body, such as 65536, 64KiB or 1MiB; default ${DEFAULT-VALUE}.")
            .build();

    private final OptionSpec quotaLoadBalancers = quota("--quota-load-balancers", "60", "Load balancers per account");

    private final OptionSpec quotaListeners = quota("--quota-listeners", "50", "Listeners per load balancer");

    private final OptionSpec quotaBackends = quota("--quota-backends", "50", "Real servers per load balancer");

    private final CommandSpec spec = command(this, "blb-emulator")
            .addOption(host)
            .addOption(port)
            .addOption(credentials)
            .addOption(auth)
            .addOption(region)
            .addOption(settleDelay)
            .addOption(async)
            .addOption(references)
            .addOption(seeds)
            .addOption(seedIds)
            .addOption(dataDir)
            .addOption(maxBody)
            .addOption(quotaLoadBalancers)
            .addOption(quotaListeners)
            .addOption(quotaBackends)
            .addOption(help())
            .addOption(version())
            .versionProvider(() -> new String[] {"BLB emulator " + versionText()});

    private Main() {
        spec.usageMessage()
                .sortOptions(false)
                .synopsisHeading("Usage: ")
                .customSynopsis(
                        "java -jar blb-emulator.jar [settings]", "       java -jar blb-emulator.jar wait [--help]")
                .header("Local emulator of Baidu AI Cloud's standard Load Balancer (BLB).")
                .description(
                        "%nEach setting is a flag and an environment variable: --settle-delay is BLB_SETTLE_DELAY.%n");
    }

    /** A command without its arguments, built in code: reading annotations took a tenth of the start. */
    static CommandSpec command(Callable<Integer> work, String name) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(work).name(name);
        spec.parser().separator(" ");
        spec.usageMessage().width(110);
        return spec;
    }

    /** The flag that asks for help, as picocli's annotations would have it. */
    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build();
    }

    /** The flag that asks for the version, as picocli's annotations would have it. */
    static OptionSpec version() {
        return OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build();
    }

    private static OptionSpec.Builder setting(String name, String label, Class<?> type) {
        return OptionSpec.builder(name).paramLabel(label).type(type);
    }

    private static OptionSpec quota(String name, String usual, String of) {
        return setting(name, "NUMBER", Integer.class)
                .defaultValue(usual)
                .converters(value -> number(value, 0, 1_000_000))
                .description(of + ", default ${DEFAULT-VALUE}.")
                .build();
    }

    /** Starts the emulator, or ends the process with a code that is not 0. */
    public static void main(String[] args) {
        int code = commandLine(System.getenv()).execute(args);
        if (code != 0) {
            System.exit(code);
        }
        // Otherwise the web server's threads keep the process alive until SIGTERM.
    }

    /**
     * Starts an emulator in this JVM, on a free port unless a flag says otherwise; of two flags the last counts, and no
     * environment variable does. When this returns, it serves.
     *
     * @throws IllegalArgumentException if a flag is wrong, with a message that tells what is allowed
     */
    public static BlbEmulator start(String... flags) {
        Main main = new Main();
        try {
            commandLine(main, Map.of("BLB_PORT", "0"))
                    .setOverwrittenOptionsAllowed(true)
                    .parseArgs(flags);
        } catch (ParameterException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return BlbEmulator.start(main.config());
    }

    /** The command line over these environment variables. */
    static CommandLine commandLine(Map<String, String> environment) {
        return commandLine(new Main(), environment);
    }

    private static CommandLine commandLine(Main main, Map<String, String> environment) {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        return new CommandLine(main.spec)
                .setDefaultValueProvider(argument -> environment.get(variable(argument)))
                // Added after the line above: no variable stands for a verb's own arguments.
                .addSubcommand(new Wait().spec())
                .setParameterExceptionHandler((failure, arguments) -> {
                    CommandLine command = failure.getCommandLine();
                    command.getErr().println(failure.getMessage() + " (see --help)");
                    return command.getCommandSpec().exitCodeOnInvalidInput();
                });
    }

    /** The environment variable of a flag: {@code --settle-delay} is {@code BLB_SETTLE_DELAY}. */
    static String variable(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? "BLB_"
                        + option.longestName()
                                .substring(2)
                                .toUpperCase(Locale.ROOT)
                                .replace('-', '_')
                : "";
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        EmulatorConfig config = config();
        BlbEmulator emulator;
        try {
            emulator = BlbEmulator.start(config);
        } catch (JavalinBindException e) {
            String address = Objects.requireNonNullElse(config.host(), EmulatorConfig.LOOPBACK) + ":" + config.port();
            spec.commandLine()
                    .getErr()
                    .println("Cannot listen on " + address + ": is the port taken, or the address not this machine's?"
                            + " Choose others with --host and --port (0 takes any free port).");
            return 1;
        } catch (SeedException e) {
            spec.commandLine().getErr().println("Seed refused, nothing started: " + e.text());
            return spec.exitCodeOnInvalidInput();
        } catch (StateUnavailable e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "shutdown"));
        out.println("BLB emulator " + versionText() + " is ready");
        out.println("  endpoint    " + emulator.baseUri());
        out.println("  access key  " + config.credentials().exampleAccessKey());
        out.println("  secret key  " + config.credentials().exampleSecret());
        out.println("  operations  " + emulator.baseUri() + "/_blb/operations");
        out.println("  settings    --help");
        out.flush();
        return 0;
    }

    private EmulatorConfig config() {
        return new EmulatorConfig(
                host.getValue(),
                port.getValue(),
                credentials.getValue(),
                auth.getValue(),
                region.getValue(),
                new AccountSettings(
                        references.getValue(),
                        settleDelay.getValue(),
                        quotaLoadBalancers.getValue(),
                        quotaListeners.getValue(),
                        quotaBackends.getValue()),
                async.getValue(),
                seedIds.getValue(),
                maxBody.getValue(),
                seeds.getValue(),
                dataDir.getValue());
    }

    /** The version in the jar's manifest. */
    private static String versionText() {
        return Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(unpackaged)");
    }

    private static TypeConversionException wrong(String value, String allowed) {
        return new TypeConversionException("'" + value + "'; allowed is " + allowed);
    }

    private static int number(String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(value, "a number from " + min + " to " + max);
        }
        throw wrong(value, "a number from " + min + " to " + max);
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String value) {
        for (E each : type.getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        String names = java.util.Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
        throw wrong(value, "one of " + names.substring(1, names.length() - 1));
    }

    private static Integer port(String value) {
        return number(value, 0, 65535);
    }

    /** Reads credentials; what is wrong with them is told without the secret. */
    private static Credentials credentials(String value) {
        try {
            return Credentials.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static String region(String value) {
        if (!EmulatorConfig.REGIONS.containsKey(value)) {
            throw wrong(value, "one of " + String.join(", ", new TreeSet<>(EmulatorConfig.REGIONS.keySet())));
        }
        return value;
    }

    /** Reads a length of time. */
    static Duration duration(String value) {
        try {
            return DurationText.parse(value);
        } catch (IllegalArgumentException e) {
            throw wrong(value, DurationText.ALLOWED);
        }
    }

    private static Long seed(String value) {
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw wrong(value, "a whole number");
        }
    }

    /** Reads a number of bytes. */
    private static Integer size(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        int unit = text.endsWith("mib") ? 1024 * 1024 : text.endsWith("kib") ? 1024 : 1;
        String digits = unit == 1 ? text : text.substring(0, text.length() - 3);
        if (digits.matches("\\d{1,9}")) {
            long bytes = Long.parseLong(digits) * unit;
            if (bytes >= MIN_BODY && bytes <= MAX_BODY) {
                return (int) bytes;
            }
        }
        throw wrong(value, "a number of bytes from 1KiB to 16MiB, such as 65536, 64KiB or 1MiB");
    }
}
