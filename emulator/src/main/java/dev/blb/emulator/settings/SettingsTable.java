package dev.blb.emulator.settings;

import static dev.blb.emulator.settings.SettingRule.choice;
import static dev.blb.emulator.settings.SettingRule.length;
import static dev.blb.emulator.settings.SettingRule.list;
import static dev.blb.emulator.settings.SettingRule.number;
import static dev.blb.emulator.settings.SettingRule.optional;
import static dev.blb.emulator.settings.SettingRule.optionalSecret;
import static dev.blb.emulator.settings.SettingRule.parsed;
import static dev.blb.emulator.settings.SettingRule.secret;
import static dev.blb.emulator.settings.SettingRule.size;

import dev.blb.emulator.api.AddressBlock;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.FileNames;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.NumberText;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.consistency.Profile;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings in one table. The command line, its {@code --help}, the environment, the pages, the seed's section
 * {@code accounts}, the control route of an account's settings and {@code @BlbTest(settings = …)} follow from it.
 */
public final class SettingsTable {
    private static final int MAX_QUOTA = 1_000_000;
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final String TIMES = "a length of time from 1s to 1h, such as 20s or 2m";

    /** Variables of the contract suite, which may run beside an emulator in one environment. */
    private static final String SUITE_PREFIX = SettingRow.PREFIX + "TEST_";

    /** Where Terraform's provider reads the endpoint of load balancers. */
    private static final String PROVIDERS = SettingRow.PREFIX + "ENDPOINT";

    private static final List<SettingRow<?>> ROWS = new ArrayList<>();

    public static final SettingRow<Optional<String>> HOST = process(
            optional("host", "ADDRESS", SettingTexts::filled, "an address or a host name", "0.0.0.0"),
            "Address to listen on; without one 127.0.0.1 and ::1.");

    public static final SettingRow<List<String>> ALLOWED_HOSTS = process(
            list(
                    "allowedHosts",
                    "NAME,...",
                    SettingTexts::hostName,
                    "host names divided by commas, or *",
                    "blb.example.com"),
            "Further host names by which the control routes, and web pages, may reach this server. Addresses, localhost, names"
                    + " without a dot, names that end in .internal or .localhost and those of the cloud's services are always allowed; * allows every"
                    + " name.");

    public static final SettingRow<Optional<String>> CONTROL_TOKEN = process(
            optionalSecret("controlToken", "TEXT", SettingTexts::token, "change-me-0123456789"),
            "Locks the control routes, except health: calls must send it in the header x-blb-control-token. Better set by the"
                    + " variable: other users of the machine can read flags.");

    public static final SettingRow<List<AddressBlock>> ALLOW_TARGETS = process(
            list("allowTargets", "BLOCK,...", AddressBlock::parse, AllowedTargets.ALLOWED, "203.0.113.0/24"),
            "Further addresses that probes and traffic may reach; loopback and private ones are always allowed. * allows every address.");

    public static final SettingRow<List<String>> CORS_ORIGIN = process(
            list(
                    "corsOrigin",
                    "ORIGIN,...",
                    SettingTexts::origin,
                    "origins divided by commas, without a path, such as http://localhost:3000",
                    "http://localhost:3000"),
            "Origins of web pages that may call this server; without one no page of another site may.");

    public static final SettingRow<Optional<String>> PATH_PREFIX = process(
            optional(
                    "pathPrefix",
                    "PATH",
                    SettingTexts::prefix,
                    "a path of at most 201 characters that begins with / and has none at its end, without . and .. and"
                            + " empty parts, and whose first part is no version such as v1 and not _blb",
                    "/internal-api"),
            "A prefix that the paths of requests may have, as behind a gateway. It is part of what is signed.");

    public static final SettingRow<Integer> PORT = process(
            number("port", 0, 65535, 8252, 8080), "Port to listen on; 0 takes any free port, the start prints which.");

    public static final SettingRow<Optional<Integer>> HTTPS_PORT = process(
            optional("httpsPort", "NUMBER", SettingTexts::port, "a whole number from 0 to 65535", "8443"),
            "Port to listen on with TLS, besides --port; 0 takes any free port, the start prints which. Without one there is"
                    + " none. Its certificate is signed by the emulator's own authority, whose certificate is"
                    + " GET /_blb/ca.pem and, with --data-dir, the file ca.pem there.");

    public static final SettingRow<Optional<Path>> TLS_CERTIFICATE = process(
            optional("tlsCertificate", "FILE", SettingTexts::path, "a file" + FileNames.note(), "server.pem"),
            "PEM file of the certificate for --https-port in place of one by the emulator's own authority, followed by those"
                    + " that sign for it. Needs --tls-key.");

    public static final SettingRow<Optional<Path>> TLS_KEY = process(
            optional("tlsKey", "FILE", SettingTexts::path, "a file" + FileNames.note(), "server-key.pem"),
            "PEM file of the private key of --tls-certificate: RSA or EC, not encrypted.");

    public static final SettingRow<Credentials> CREDENTIALS = process(
            secret(
                    "credentials",
                    "KEY:SECRET,...",
                    Credentials::parse,
                    "emulator-*:emulator-secret-key-0001",
                    "team-*:secret-1,ci:secret-2"),
            "Known access keys. A * at the end of a key accepts every key with that prefix. Each access key is an"
                    + " account, unless it is written as accessKey@account.");

    public static final SettingRow<AuthMode> AUTH = process(
            choice("auth", "MODE", AuthMode.VERIFY, AuthMode.OFF),
            "Signatures: verify, parse (only their form is checked), off (none needed).");

    public static final SettingRow<Region> REGION = process(
            choice("region", "REGION", Region.BJ, Region.GZ),
            "Region of requests whose host name is none of the cloud's, such as 127.0.0.1; names, zones and EIPs show it. Requests"
                    + " to blb.gz.baidubce.com are for gz, whatever is set here.");

    public static final SettingRow<Duration> SETTLE_DELAY = account(
            length("settleDelay", DurationText::parse, DurationText.ALLOWED, "0", "2s")
                    .keptAs(DurationText::kept),
            "How long a load balancer stays creating or updating after a write; with 0 no transitional state is exposed.");

    public static final SettingRow<Profile> ASYNC = process(
            choice("async", "PROFILE", Profile.INSTANT, Profile.REALISTIC),
            "How writes take effect: instant (at once, or after --settle-delay), realistic (after plausible times), hostile"
                    + " (new load balancers are hidden at first, list and detail disagree, answers get lost).");

    public static final SettingRow<References> REFERENCES = account(
            choice("references", "MODE", References.LENIENT, References.STRICT),
            "Ids of VPCs, subnets, machines, groups, certificates: lenient (any well-formed one that contradicts no declaration),"
                    + " strict (only declared ones).");

    public static final SettingRow<List<Path>> SEED = process(
            list(
                    "seed",
                    "FILE,...",
                    SettingTexts::path,
                    "files or folders, divided by commas" + FileNames.note(),
                    "world.yaml"),
            "Files that declare the world at start, YAML or JSON; a folder stands for all its .yaml, .yml and .json files."
                    + " An invalid one stops the start.");

    public static final SettingRow<Optional<Long>> SEED_IDS = process(
            optional("seedIds", "NUMBER", NumberText::parse, "a whole number", "42"),
            "Makes ids, addresses, request ids and markers the same on every run; without one they are random.");

    public static final SettingRow<Optional<Path>> DATA_DIR = process(
            optional(
                    "dataDir", "DIRECTORY", SettingTexts::pathOfH2, "a directory" + FileNames.noteOfH2(), "./blb-data"),
            "Directory that keeps the state, used by one process only; without one the state is in memory and lost at the"
                    + " end.");

    public static final SettingRow<Optional<DatabaseAddress>> DATABASE = process(
            optionalSecret("database", "URL", DatabaseAddress::parse, "jdbc:postgresql://db.example.com/blb"),
            "PostgreSQL database (version 14 or newer) that keeps the state, such as jdbc:postgresql://db/blb; any number of"
                    + " emulators may share it, and are nodes of one emulator then. Not with --data-dir or --seed-ids.");

    public static final SettingRow<Optional<String>> DATABASE_USER = process(
            optional("databaseUser", "NAME", SettingTexts::filled, "the name of a user", "blb"),
            "User of --database, unless the URL has it as ?user=.");

    public static final SettingRow<Optional<String>> DATABASE_PASSWORD = process(
            optionalSecret("databasePassword", "TEXT", SettingTexts::password, "change-me"),
            "Password of --database, unless the URL has it as &password=. Better set by the variable: other users of the"
                    + " machine can read flags.");

    public static final SettingRow<Switch> DATA_PLANE = process(
            choice("dataPlane", "MODE", Switch.OFF, Switch.ON),
            "Whether listeners listen and forward traffic to machines whose real address is registered: on, off. When on, the"
                    + " networks that are not declared lie in 127.64.0.0/10, so that a load balancer answers at the address"
                    + " that the API shows.");

    public static final SettingRow<PortRange> DATA_PLANE_PORTS = process(
            parsed("dataPlanePorts", "FIRST-LAST", PortRange::parse, PortRange.ALLOWED, "18000-18999", "18000-18099"),
            "Ports for listeners whose own address is not available, and for all of them when --host is set.");

    public static final SettingRow<GroupRules> DATA_PLANE_SECURITY = process(
            choice("dataPlaneSecurity", "MODE", GroupRules.REPORT, GroupRules.ENFORCE),
            "What the rules of bound security groups do to traffic: report (what they deny is forwarded, counted and shown),"
                    + " enforce (it is dropped).");

    public static final SettingRow<Switch> DATA_PLANE_FAIL_OPEN = process(
            choice("dataPlaneFailOpen", "MODE", Switch.OFF, Switch.ON),
            "Whether a listener none of whose servers is Alive forwards to all of them (on, as other clouds do) or to none (off).");

    public static final SettingRow<Switch> DATA_PLANE_HASH_ZERO = process(
            choice("dataPlaneHashZero", "MODE", Switch.OFF, Switch.ON),
            "Whether the scheduler Hash, which ignores weights, forwards to servers of weight 0, too: on, off.");

    public static final SettingRow<Integer> MAX_BODY_BYTES =
            process(size("maxBody", KIB, 16 * MIB, "1MiB", "64KiB"), "Largest request body.");

    public static final SettingRow<Integer> BODIES_IN_FLIGHT = process(
            size("bodiesInFlight", KIB, 1024 * MIB, "8MiB", "64MiB"),
            "Largest sum of the request bodies that are read or carried out at one time; what is beyond is refused with"
                    + " 503. One body of --max-body always fits: a smaller value counts as that. A body takes about eight times"
                    + " its size of memory.");

    public static final SettingRow<Duration> REQUEST_TIME = process(
            length("requestTime", SettingTexts::time, TIMES, "20s", "1m"),
            "How long the body of a request may take to arrive.");

    public static final SettingRow<Integer> MIN_BODY_RATE = process(
            number("minBodyRate", 0, MIB, 1024, 64),
            "Bytes per second at which a body must arrive, after 2 s of grace; 0 asks for none.");

    public static final SettingRow<Integer> SNAPSHOT_MEMORY = process(
            size("snapshotMemory", KIB, 1024 * MIB, "16MiB", "256MiB"),
            "Largest sum of all snapshots that are kept in memory; a start with --data-dir keeps them on disk, without this"
                    + " limit.");

    public static final SettingRow<Integer> MAX_EXPORT = process(
            size("maxExport", KIB, 1024 * MIB, "32MiB", "256MiB"),
            "Largest document that GET /_blb/world writes and a diff compares.");

    public static final SettingRow<Integer> CLIENT_TOKENS = process(
            number("clientTokens", 1, 10_000_000, 20_000, 100_000),
            "Client tokens that are kept per account, about; beyond, those that were received longest ago are forgotten"
                    + " before their 24 hours have passed. One new token in 512 makes room: some hundreds are kept in any case.");

    public static final SettingRow<Integer> JOURNAL = process(
            number("journal", 0, 10_000, 200, 1000),
            "Calls of each account that GET /_blb/requests keeps; 0 switches the journal off.");

    public static final SettingRow<Integer> JOURNAL_MEMORY = process(
            size("journalMemory", 64 * KIB, 1024 * MIB, "8MiB", "64MiB"),
            "Memory of the journal, about; one account has at most a quarter of it.");

    public static final SettingRow<Optional<Path>> FAULTS = process(
            optional("faults", "FILE", SettingTexts::path, "a file" + FileNames.note(), "faults.json"),
            "JSON file of a fault plan for all accounts, which also a reset brings back; an invalid one stops the start.");

    // 60 and 50 as on the real service [doc:limits]; 50 servers are an assumption [m39].
    public static final SettingRow<Integer> QUOTA_LOAD_BALANCERS =
            account(number("quotaLoadBalancers", 0, MAX_QUOTA, 60, 5), "Load balancers per account.");

    public static final SettingRow<Integer> QUOTA_LISTENERS =
            account(number("quotaListeners", 0, MAX_QUOTA, 50, 5), "Listeners per load balancer.");

    public static final SettingRow<Integer> QUOTA_BACKENDS =
            account(number("quotaBackends", 0, MAX_QUOTA, 50, 5), "Real servers per load balancer.");

    // 10 as on the real service [doc:vpc-limits].
    public static final SettingRow<Integer> QUOTA_SUBNETS =
            account(number("quotaSubnets", 0, MAX_QUOTA, 10, 20), "Subnets per VPC.");

    // The pages say that several protocols on a port are opened for an account on request [n3].
    public static final SettingRow<SamePortProtocols> SAME_PORT_PROTOCOLS = account(
            choice("samePortProtocols", "MODE", SamePortProtocols.REFUSED, SamePortProtocols.ALLOWED),
            "Two listeners on one port, one of UDP and one of another protocol: refused (ListenerAlreadyExist), allowed.");

    public static final SettingRow<Answers> ANSWERS = account(
            choice("answers", "MEMBERS", Answers.FULL, Answers.DOCUMENTED),
            "Members of answers: full (all that some client reads), documented (only those that official pages or the models"
                    + " of the official Java SDKs have), to show that a client does not depend on the others.");

    public static final SettingRow<UnknownMembers> UNKNOWN_MEMBERS = account(
            choice("unknownMembers", "MODE", UnknownMembers.WARN, UnknownMembers.REFUSE),
            "Members and query parameters of the API that no rule knows: ignore (as the cloud does), warn (ignored too, and"
                    + " named in the answer's header x-blb-emulator-warning), refuse (InvalidParameter).");

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
            boolean ours = name.startsWith(SettingRow.PREFIX)
                    && !name.startsWith(SUITE_PREFIX)
                    && !name.equals(PROVIDERS)
                    && !value.isEmpty();
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
}
