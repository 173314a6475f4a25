package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.CONTROL_TOKEN;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE;
import static dev.blb.emulator.settings.SettingsTable.HOST;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static dev.blb.emulator.settings.SettingsTable.TLS_CERTIFICATE;

import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Opening;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.http.AddressUnavailable;
import dev.blb.emulator.seed.SeedException;
import dev.blb.emulator.settings.Credentials;
import dev.blb.emulator.settings.SettingRow;
import dev.blb.emulator.settings.SettingsTable;
import dev.blb.emulator.settings.Switch;
import java.io.PrintWriter;
import java.security.Security;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: flags and environment variables in, a running emulator out. {@link SettingsTable} holds the settings.
 *
 * <p>The commands {@link Wait}, {@link Env} and {@link Doctor} start nothing.
 *
 * <p>Exit codes: 2 for a wrong setting or seed, 1 if the address cannot be listened on or the data directory cannot be used,
 * 0 or 143 after SIGTERM.
 */
public final class Main implements Callable<Integer> {
    private static final Set<String> NO_START = Set.of("--help", "--version");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

    private final Map<String, String> environment;
    private final CommandSpec spec = command(this, "blb-emulator");

    private Main(Map<String, String> environment) {
        this.environment = environment;
        SettingsTable.rows().forEach(row -> spec.addOption(option(row)));
        spec.addOption(help()).addOption(version());
        spec.usageMessage()
                .sortOptions(false)
                .synopsisHeading("Usage: ")
                .customSynopsis(
                        "java -jar blb-emulator.jar [settings]",
                        "       java -jar blb-emulator.jar wait [--help]      until an emulator is ready",
                        "       java -jar blb-emulator.jar env [--help]       how clients are pointed to it",
                        "       java -jar blb-emulator.jar doctor [--help]    what keeps a client from it")
                .header("Local emulator of Baidu AI Cloud's standard Load Balancer (BLB).")
                .description("%nEach setting is a flag and an environment variable: --settle-delay is BLB_SETTLE_DELAY."
                        + " The flag wins.%n");
    }

    private static OptionSpec option(SettingRow<?> row) {
        String shown = row.shownDefault().isEmpty() ? "" : " Default: " + row.shownDefault() + ".";
        return OptionSpec.builder(row.flag())
                .paramLabel(row.label())
                .type(String.class)
                .description(row.meaning() + shown)
                .build();
    }

    /** A command without its arguments, built in code: reading annotations took a tenth of the start. */
    static CommandSpec command(Callable<Integer> work, String name) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(work).name(name).versionProvider(() ->
                new String[] {"BLB emulator " + versionText()});
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

    /** Starts the emulator, or ends the process with a code that is not 0. */
    public static void main(String[] args) {
        // Commands and requests for help end soon, and need no database.
        if (args.length == 0 || (args[0].startsWith("--") && !NO_START.contains(args[0]))) {
            rememberAddressesBriefly();
            Opening.ofClasses();
        }
        int code = PrintedTexts.printedBy(commandLine(SystemTexts.environment(System.getenv())))
                .execute(SystemTexts.arguments(args));
        if (code != 0) {
            System.exit(code);
        }
        // Otherwise the web server's threads keep the process alive until SIGTERM.
    }

    /**
     * Starts an emulator in this JVM, on a free port unless a flag says otherwise; of two flags the last counts, and no
     * environment variable does. When this returns, it serves.
     *
     * @throws IllegalArgumentException if a flag or a seed that it names is wrong, with a message that tells what is allowed
     */
    public static BlbEmulator start(String... flags) {
        Main main = new Main(Map.of("BLB_PORT", "0"));
        try {
            main.commandLine().setOverwrittenOptionsAllowed(true).parseArgs(flags);
        } catch (ParameterException e) {
            throw new IllegalArgumentException(complaint(e), e);
        }
        try {
            return BlbEmulator.start(main.settings());
        } catch (SeedException wrong) {
            throw new IllegalArgumentException(SEED.flag() + ": " + wrong.text(), wrong);
        }
    }

    /** The command line over these environment variables. */
    static CommandLine commandLine(Map<String, String> environment) {
        return new Main(environment).commandLine();
    }

    private CommandLine commandLine() {
        return new CommandLine(spec)
                .addSubcommand(new Wait().spec())
                .addSubcommand(new Env(environment, BlbEmulator.systemClock()).spec())
                .addSubcommand(new Doctor(environment, BlbEmulator.systemClock()).spec())
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler(
                        (failure, arguments) -> refused(failure.getCommandLine(), complaint(failure)));
    }

    private static int execute(ParseResult given) {
        List<String> settings = given.matchedOptions().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(OptionSpec::longestName)
                .toList();
        if (given.hasSubcommand() && !settings.isEmpty()) {
            return refused(
                    given.commandSpec().commandLine(),
                    settings.get(0) + " is a setting of an emulator, which the command "
                            + given.subcommand().commandSpec().name()
                            + " does not start; allowed are the command's own arguments, behind it");
        }
        return new RunLast().execute(given);
    }

    private static int refused(CommandLine command, String complaint) {
        command.getErr().println(complaint + " (see --help)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String complaint(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(failure.getMessage());
        }
        // What stands behind = may be a secret.
        String given = unmatched.getUnmatched().get(0).split("=", 2)[0];
        List<String> known = Stream.concat(
                        failure.getCommandLine().getCommandSpec().options().stream()
                                .map(OptionSpec::longestName),
                        failure.getCommandLine().getSubcommands().keySet().stream())
                .toList();
        return given + " is unknown" + Nearest.hint(given, known);
    }

    private Settings settings() {
        Map<String, String> flags = new HashMap<>();
        for (OptionSpec option : spec.options()) {
            if (option.getValue() instanceof String given) {
                flags.put(option.longestName(), given);
            }
        }
        return SettingsTable.read(flags, environment);
    }

    /** A complaint about settings, with the variables in place of the flags where these were not what set them. */
    private String asSet(Exception wrong) {
        String complaint = String.valueOf(wrong.getMessage());
        for (SettingRow<?> row : SettingsTable.rows()) {
            if (!environment.getOrDefault(row.variable(), "").isEmpty()) {
                complaint = complaint.replaceAll(row.flag() + "(?![a-z-])", source(row));
            }
        }
        return complaint;
    }

    /** What a setting that is set was set by. */
    private String source(SettingRow<?> row) {
        return spec.findOption(row.flag()).getValue() == null ? row.variable() : row.flag();
    }

    /**
     * Lets Java remember the address of a host name for a second, not for 30, as a container that is started anew may have another
     * one. Java reads this once, with the first look-up. In another program's JVM it stays.
     */
    private static void rememberAddressesBriefly() {
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
    }

    /**
     * Takes back what newer JDKs disable for the whole process, as the policies of listeners name it (TLS 1.0, 3DES, suites
     * without forward secrecy): the https port names its own versions. In another program's JVM it stays.
     */
    private static void allowOldTls() {
        Security.setProperty("jdk.tls.disabledAlgorithms", "SSLv3, RC4, MD5withRSA, NULL, anon, EC keySize < 224");
    }

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine();
        Settings settings;
        BlbEmulator emulator;
        try {
            settings = settings();
        } catch (IllegalArgumentException wrong) {
            return refused(command, String.valueOf(wrong.getMessage()));
        }
        if (settings.get(DATA_PLANE) == Switch.ON) {
            allowOldTls();
        }
        try {
            emulator = BlbEmulator.start(settings);
        } catch (SeedException e) {
            command.getErr().println("Invalid seed of " + source(SEED) + "; the server was not started: " + e.text());
            return spec.exitCodeOnInvalidInput();
        } catch (IllegalArgumentException wrong) {
            return refused(command, asSet(wrong));
        } catch (AddressUnavailable | StateUnavailable e) {
            command.getErr().println(asSet(e));
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "shutdown"));
        announce(command.getOut(), emulator, settings);
        return 0;
    }

    private static void announce(PrintWriter out, BlbEmulator emulator, Settings settings) {
        Credentials credentials = settings.get(CREDENTIALS);
        out.println("BLB emulator " + versionText() + " is ready");
        out.println("  endpoint    " + emulator.baseUri());
        emulator.httpsUri().ifPresent(uri -> out.println("  https       " + uri));
        emulator.httpsUri()
                .filter(uri -> settings.get(TLS_CERTIFICATE).isEmpty())
                .ifPresent(uri -> out.println("  ca          " + emulator.baseUri() + "/_blb/ca.pem"));
        out.println("  access key  " + credentials.exampleAccessKey());
        out.println("  secret key  "
                + (credentials == CREDENTIALS.fallback()
                        ? credentials.exampleSecret()
                        : "that of " + CREDENTIALS.flag() + " or " + CREDENTIALS.variable()));
        out.println("  operations  " + emulator.baseUri() + "/_blb/operations");
        out.println("  settings    --help");
        if (settings.get(HOST).filter(host -> !LOOPBACK.contains(host)).isPresent()
                && settings.get(CONTROL_TOKEN).isEmpty()) {
            out.println("  open        whoever reaches " + settings.get(HOST).orElseThrow()
                    + " may reset and read this emulator; --control-token locks that");
        }
        out.flush();
    }

    /** The version in the jar's manifest. */
    private static String versionText() {
        return Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(unpackaged)");
    }

    /**
     * Reads a command's parameter. Not a converter's work: picocli takes the value of an unknown flag for the parameter, and would
     * report that value before the flag.
     */
    static <T> T value(CommandSpec command, PositionalParamSpec parameter, Function<String, T> reading) {
        try {
            return reading.apply(parameter.getValue());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(
                    command.commandLine(), parameter.paramLabel() + " is " + wrong.getMessage(), wrong);
        }
    }

    /** Reads a length of time of the command's flags. */
    static Duration duration(String value) {
        try {
            return DurationText.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + value + "'; allowed is " + DurationText.ALLOWED);
        }
    }
}
