package dev.blb.emulator;

import dev.blb.emulator.api.AccountSettings;
import dev.blb.emulator.api.AccountSettings.References;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.asynchrony.Profile;
import dev.blb.emulator.http.AuthMode;
import dev.blb.emulator.http.Credentials;
import dev.blb.emulator.seed.SeedException;
import dev.blb.emulator.state.StateUnavailable;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
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
@Command(
        name = "blb-emulator",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        usageHelpWidth = 110,
        separator = " ",
        synopsisHeading = "Usage: ",
        customSynopsis = {"java -jar blb-emulator.jar [settings]", "       java -jar blb-emulator.jar wait [--help]"},
        header = "Local emulator of Baidu AI Cloud's standard Load Balancer (BLB).",
        description = "%nEach setting is a flag and an environment variable: --settle-delay is BLB_SETTLE_DELAY.%n")
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on, default " + EmulatorConfig.LOOPBACK
                    + ". When set, the control routes serve requests to any host name.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8252",
            converter = Port.class,
            description = "Port to listen on, default ${DEFAULT-VALUE}; 0 takes any free port, the start tells which.")
    private int port;

    @Option(
            names = "--credentials",
            paramLabel = "KEY:SECRET,...",
            defaultValue = "emulator-*:emulator-secret-key-0001",
            converter = KnownCredentials.class,
            description = "Known access keys, default ${DEFAULT-VALUE}. A * at the end of a key accepts every key with"
                    + " that prefix. Each access key is an account of its own.")
    private Credentials credentials = EmulatorConfig.defaults().credentials();

    @Option(
            names = "--auth",
            paramLabel = "MODE",
            defaultValue = "verify",
            converter = Auth.class,
            description = "Signatures: verify (default), parse (only their shape), off (none needed).")
    private AuthMode auth = AuthMode.VERIFY;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "bj",
            converter = Region.class,
            description = "Region to be, default ${DEFAULT-VALUE}; its word stands in generated names.")
    private String region = "bj";

    @Option(
            names = "--settle-delay",
            paramLabel = "DURATION",
            defaultValue = "0",
            converter = Delay.class,
            description = "How long an instance stays creating or updating after a write, such as 500ms, 2s or PT2S;"
                    + " default 0: no middle state is seen.")
    private Duration settleDelay = Duration.ZERO;

    @Option(
            names = "--async",
            paramLabel = "PROFILE",
            defaultValue = "instant",
            converter = AsyncProfile.class,
            description = "How writes take effect: instant (default, or after --settle-delay), realistic (after"
                    + " plausible times), hostile (new instances hide, list and detail disagree, answers get lost).")
    private Profile async = Profile.INSTANT;

    @Option(
            names = "--references",
            paramLabel = "MODE",
            defaultValue = "lenient",
            converter = ReferenceMode.class,
            description = "Ids of VPCs, subnets, machines, groups, certificates: lenient (default, any well-formed"
                    + " one), strict (only declared ones).")
    private References references = References.LENIENT;

    @Option(
            names = "--seed",
            paramLabel = "FILE,...",
            split = ",",
            description = "Files that declare the world at start, YAML or JSON; a folder stands for all its .yaml, .yml"
                    + " and .json files. Default: none. A wrong one stops the start.")
    private List<Path> seeds = List.of();

    @Option(
            names = "--seed-ids",
            paramLabel = "NUMBER",
            converter = Seed.class,
            description = "Makes ids, addresses, request ids and markers the same on every run; default: random.")
    private @Nullable Long seedIds;

    @Option(
            names = "--data-dir",
            paramLabel = "DIRECTORY",
            description = "Directory that keeps the state, for one emulator at a time; default: in memory, gone at the"
                    + " end.")
    private @Nullable Path dataDir;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = Size.class,
            description = "Largest request body, such as 65536, 64KiB or 1MiB; default ${DEFAULT-VALUE}.")
    private int maxBody;

    @Option(
            names = "--quota-load-balancers",
            paramLabel = "NUMBER",
            defaultValue = "60",
            converter = Quota.class,
            description = "Load balancers per account, default ${DEFAULT-VALUE}.")
    private int quotaLoadBalancers;

    @Option(
            names = "--quota-listeners",
            paramLabel = "NUMBER",
            defaultValue = "50",
            converter = Quota.class,
            description = "Listeners per load balancer, default ${DEFAULT-VALUE}.")
    private int quotaListeners;

    @Option(
            names = "--quota-backends",
            paramLabel = "NUMBER",
            defaultValue = "50",
            converter = Quota.class,
            description = "Real servers per load balancer, default ${DEFAULT-VALUE}.")
    private int quotaBackends;

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
        return new CommandLine(main)
                .setDefaultValueProvider(argument -> environment.get(variable(argument)))
                // Added after the line above: no variable stands for a verb's own arguments.
                .addSubcommand(new Wait())
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
        BlbEmulator emulator;
        try {
            emulator = BlbEmulator.start(config());
        } catch (JavalinBindException e) {
            String address = Objects.requireNonNullElse(host, EmulatorConfig.LOOPBACK) + ":" + port;
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
        out.println("BLB emulator " + Version.text() + " is ready");
        out.println("  endpoint    " + emulator.baseUri());
        out.println("  access key  " + credentials.exampleAccessKey());
        out.println("  secret key  " + credentials.exampleSecret());
        out.println("  operations  " + emulator.baseUri() + "/_blb/operations");
        out.println("  settings    --help");
        out.flush();
        return 0;
    }

    private EmulatorConfig config() {
        return new EmulatorConfig(
                host,
                port,
                credentials,
                auth,
                region,
                new AccountSettings(references, settleDelay, quotaLoadBalancers, quotaListeners, quotaBackends),
                async,
                seedIds,
                maxBody,
                seeds,
                dataDir);
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        static String text() {
            return Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(unpackaged)");
        }

        @Override
        public String[] getVersion() {
            return new String[] {"BLB emulator " + text()};
        }
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

    /** Reads a port. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return number(value, 0, 65535);
        }
    }

    /** Reads a quota. */
    static final class Quota implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return number(value, 0, 1_000_000);
        }
    }

    /** Reads a way to check signatures. */
    static final class Auth implements ITypeConverter<AuthMode> {
        @Override
        public AuthMode convert(String value) {
            return choice(AuthMode.class, value);
        }
    }

    /** Reads a way in which writes take effect. */
    static final class AsyncProfile implements ITypeConverter<Profile> {
        @Override
        public Profile convert(String value) {
            return choice(Profile.class, value);
        }
    }

    /** Reads a way to treat references. */
    static final class ReferenceMode implements ITypeConverter<References> {
        @Override
        public References convert(String value) {
            return choice(References.class, value);
        }
    }

    /** Reads credentials; what is wrong with them is told without the secret. */
    static final class KnownCredentials implements ITypeConverter<Credentials> {
        @Override
        public Credentials convert(String value) {
            try {
                return Credentials.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a region. */
    static final class Region implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (!EmulatorConfig.REGIONS.containsKey(value)) {
                throw wrong(value, "one of " + String.join(", ", new TreeSet<>(EmulatorConfig.REGIONS.keySet())));
            }
            return value;
        }
    }

    /** Reads a length of time. */
    static final class Delay implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return DurationText.parse(value);
            } catch (IllegalArgumentException e) {
                throw wrong(value, DurationText.ALLOWED);
            }
        }
    }

    /** Reads a seed. */
    static final class Seed implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            try {
                return Long.valueOf(value);
            } catch (NumberFormatException e) {
                throw wrong(value, "a whole number");
            }
        }
    }

    /** Reads a number of bytes. */
    static final class Size implements ITypeConverter<Integer> {
        private static final int MIN = 1024;
        private static final int MAX = 16 * 1024 * 1024;

        @Override
        public Integer convert(String value) {
            String text = value.toLowerCase(Locale.ROOT);
            int unit = text.endsWith("mib") ? 1024 * 1024 : text.endsWith("kib") ? 1024 : 1;
            String digits = unit == 1 ? text : text.substring(0, text.length() - 3);
            if (digits.matches("\\d{1,9}")) {
                long bytes = Long.parseLong(digits) * unit;
                if (bytes >= MIN && bytes <= MAX) {
                    return (int) bytes;
                }
            }
            throw wrong(value, "a number of bytes from 1KiB to 16MiB, such as 65536, 64KiB or 1MiB");
        }
    }
}
