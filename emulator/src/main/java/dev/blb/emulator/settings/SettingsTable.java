package dev.blb.emulator.settings;

import static dev.blb.emulator.settings.SettingRule.choice;
import static dev.blb.emulator.settings.SettingRule.list;
import static dev.blb.emulator.settings.SettingRule.number;
import static dev.blb.emulator.settings.SettingRule.optional;
import static dev.blb.emulator.settings.SettingRule.parsed;
import static dev.blb.emulator.settings.SettingRule.secret;

import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.asynchrony.Profile;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All settings in one table. The command line, its {@code --help}, the environment, the pages, the seed's section
 * {@code accounts}, the control route of an account's settings and {@code @BlbTest(settings = …)} follow from it.
 */
public final class SettingsTable {
    private static final int MAX_QUOTA = 1_000_000;
    private static final int MIN_BODY = 1024;
    private static final int MAX_BODY = 16 * 1024 * 1024;

    /** Variables of the contract suite, which may run beside an emulator in one environment. */
    private static final String SUITE_PREFIX = SettingRow.PREFIX + "TEST_";

    private static final List<SettingRow<?>> ROWS = new ArrayList<>();

    public static final SettingRow<Optional<String>> HOST = process(
            optional("host", "ADDRESS", SettingsTable::filled, "an address or a host name", "0.0.0.0"),
            "Address to listen on; without one 127.0.0.1 and ::1. When set, the control routes serve requests to any host"
                    + " name.");

    public static final SettingRow<Integer> PORT = process(
            number("port", 0, 65535, 8252, 8080), "Port to listen on; 0 takes any free port, the start prints which.");

    public static final SettingRow<Credentials> CREDENTIALS = process(
            secret(
                    "credentials",
                    "KEY:SECRET,...",
                    Credentials::parse,
                    "emulator-*:emulator-secret-key-0001",
                    "team-*:secret-1,ci:secret-2"),
            "Known access keys. A * at the end of a key accepts every key with that prefix. Each access key is an"
                    + " account.");

    public static final SettingRow<AuthMode> AUTH = process(
            choice("auth", "MODE", AuthMode.VERIFY, AuthMode.OFF),
            "Signatures: verify, parse (only their form is checked), off (none needed).");

    public static final SettingRow<Region> REGION = process(
            choice("region", "REGION", Region.BJ, Region.GZ),
            "Region of this emulator; generated names contain its long name.");

    public static final SettingRow<Duration> SETTLE_DELAY = account(
            parsed("settleDelay", "DURATION", DurationText::parse, DurationText.ALLOWED, "0", "2s"),
            "How long an instance stays creating or updating after a write; with 0 no transitional state is exposed.");

    public static final SettingRow<Profile> ASYNC = process(
            choice("async", "PROFILE", Profile.INSTANT, Profile.REALISTIC),
            "How writes take effect: instant (at once, or after --settle-delay), realistic (after plausible times), hostile"
                    + " (new instances are hidden at first, list and detail disagree, answers get lost).");

    public static final SettingRow<References> REFERENCES = account(
            choice("references", "MODE", References.LENIENT, References.STRICT),
            "Ids of VPCs, subnets, machines, groups, certificates: lenient (any well-formed one), strict (only declared"
                    + " ones).");

    public static final SettingRow<List<Path>> SEED = process(
            list("seed", "FILE,...", SettingsTable::path, "files or folders, divided by commas", "world.yaml"),
            "Files that declare the world at start, YAML or JSON; a folder stands for all its .yaml, .yml and .json files."
                    + " An invalid one stops the start.");

    public static final SettingRow<Optional<Long>> SEED_IDS = process(
            optional("seedIds", "NUMBER", Long::valueOf, "a whole number", "42"),
            "Makes ids, addresses, request ids and markers the same on every run; without one they are random.");

    public static final SettingRow<Optional<Path>> DATA_DIR = process(
            optional("dataDir", "DIRECTORY", SettingsTable::path, "a directory", "./blb-data"),
            "Directory that keeps the state, used by one process only; without one the state is in memory and lost at the"
                    + " end.");

    public static final SettingRow<Switch> DATA_PLANE = process(
            choice("dataPlane", "MODE", Switch.OFF, Switch.ON),
            "Whether listeners listen and forward traffic to machines whose real address is registered: on, off. When on, the"
                    + " networks that are not declared lie in 127.64.0.0/10, so that a load balancer answers at the address"
                    + " that the API shows.");

    public static final SettingRow<PortRange> DATA_PLANE_PORTS = process(
            parsed("dataPlanePorts", "FIRST-LAST", PortRange::parse, PortRange.ALLOWED, "18000-18999", "18000-18099"),
            "Ports for listeners whose own address is not to be had, and for all of them when --host is set.");

    public static final SettingRow<Integer> MAX_BODY_BYTES = process(
            parsed(
                    "maxBody",
                    "SIZE",
                    SettingsTable::bytes,
                    "a size from 1KiB to 16MiB, such as 65536, 64KiB or 1MiB",
                    "1MiB",
                    "64KiB"),
            "Largest request body.");

    // 60 and 50 as on the real service [doc:limits]; 50 servers are an assumption [m39].
    public static final SettingRow<Integer> QUOTA_LOAD_BALANCERS =
            account(number("quotaLoadBalancers", 0, MAX_QUOTA, 60, 5), "Load balancers per account.");

    public static final SettingRow<Integer> QUOTA_LISTENERS =
            account(number("quotaListeners", 0, MAX_QUOTA, 50, 5), "Listeners per load balancer.");

    public static final SettingRow<Integer> QUOTA_BACKENDS =
            account(number("quotaBackends", 0, MAX_QUOTA, 50, 5), "Real servers per load balancer.");

    /** The members of an account: those settings of which each account may have its own values. */
    public static final Schema OF_ACCOUNTS = Schema.of(
            ROWS.stream().filter(SettingRow::perAccount).map(SettingRow::field).toArray(Field[]::new));

    private SettingsTable() {}

    private static <T> SettingRow<T> process(SettingRule<T> rule, String meaning) {
        return row(rule, false, meaning);
    }

    private static <T> SettingRow<T> account(SettingRule<T> rule, String meaning) {
        return row(rule, true, meaning);
    }

    private static <T> SettingRow<T> row(SettingRule<T> rule, boolean perAccount, String meaning) {
        SettingRow<T> row = new SettingRow<>(rule, perAccount, meaning);
        ROWS.add(row);
        return row;
    }

    /** The rows, in the order of {@code --help}. */
    public static List<SettingRow<?>> rows() {
        return Collections.unmodifiableList(ROWS);
    }

    /** The rows of which each account may have its own values. */
    public static List<SettingRow<?>> perAccount() {
        return ROWS.stream().filter(SettingRow::perAccount).toList();
    }

    /**
     * The settings of a start: flags win over environment variables, these over defaults. A variable that is empty counts as
     * not set.
     *
     * @param flags the values of the flags that are given, by their names such as {@code --port}
     * @throws IllegalArgumentException if a value is wrong, or a variable that begins with {@code BLB_} is unknown
     */
    public static Settings read(Map<String, String> flags, Map<String, String> environment) {
        List<String> variables = ROWS.stream().map(SettingRow::variable).toList();
        environment.forEach((name, value) -> {
            boolean ours = name.startsWith(SettingRow.PREFIX) && !name.startsWith(SUITE_PREFIX) && !value.isEmpty();
            if (ours && !variables.contains(name)) {
                throw new IllegalArgumentException(name + " is unknown" + Nearest.hint(name, variables));
            }
        });
        Settings settings = Settings.DEFAULTS;
        for (SettingRow<?> row : ROWS) {
            String flag = flags.get(row.flag());
            String variable = environment.getOrDefault(row.variable(), "");
            if (flag != null) {
                settings = row.with(settings, row.flag(), flag);
            } else if (!variable.isEmpty()) {
                settings = row.with(settings, row.variable(), variable);
            }
        }
        return settings;
    }

    /** These settings with the values of an account. */
    public static Settings overlay(Settings settings, Members own) {
        Settings changed = settings;
        for (SettingRow<?> row : perAccount()) {
            if (own.has(row.name())) {
                changed = row.with(changed, own.json().path(row.name()));
            }
        }
        return changed;
    }

    private static String filled(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        return text;
    }

    /** A path; InvalidPathException is an IllegalArgumentException. */
    private static Path path(String text) {
        return Path.of(filled(text));
    }

    private static int bytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int unit = lower.endsWith("mib") ? 1024 * 1024 : lower.endsWith("kib") ? 1024 : 1;
        String digits = unit == 1 ? lower : lower.substring(0, lower.length() - 3);
        long bytes = digits.matches("\\d{1,9}") ? Long.parseLong(digits) * unit : 0;
        if (bytes < MIN_BODY || bytes > MAX_BODY) {
            throw new IllegalArgumentException("it is out of range");
        }
        return (int) bytes;
    }
}
