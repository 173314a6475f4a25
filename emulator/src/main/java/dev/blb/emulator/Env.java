package dev.blb.emulator;

import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.Reason;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.route.CloudService;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command {@code env}: prints how a client is pointed to a running emulator, and warns of what would still reach the cloud.
 *
 * <p>Exit codes: 0, also if no emulator answers, which is a warning; 2 for a wrong argument.
 */
final class Env implements Callable<Integer> {
    private static final Pattern ZONE = Pattern.compile("\"cn-([a-z]+)-a\"");

    private final CommandSpec spec = Main.command(this, "env");
    private final Client client;
    private final PositionalParamSpec format = PositionalParamSpec.builder()
            .paramLabel("FORMAT")
            .type(String.class)
            .index("0")
            .arity("1")
            .required(true)
            .description("One of " + Format.names() + ".")
            .build();

    Env(Map<String, String> environment, Clock clock) {
        spec.addPositional(format);
        this.client = new Client(spec, 1, environment, clock);
        spec.usageMessage()
                .header("Print how a client is pointed to a running emulator.")
                .description(
                        "Prints variables of a shell or a snippet to the standard output, and to the standard error what"
                                + " would still reach the cloud. For terraform and curl: eval \"$(java -jar blb-emulator.jar env"
                                + " terraform)\".");
    }

    /** What is printed, by the name of a client; each has its template and its warnings. */
    enum Format {
        TERRAFORM(
                EnvText.TERRAFORM,
                "assume_role of the provider calls http://sts.bj.baidubce.com, whatever is set: ask for a session token by"
                        + " hand (POST /v1/sessionToken) and give it as BAIDUCLOUD_SESSION_TOKEN",
                "resources of other services (BOS, CCE, RDS, SCS, ...) have endpoints of their own, which stay the cloud's;"
                        + " HTTP_PROXY=${url} sends their requests here too, which refuses them"),
        PYTHON(
                EnvText.PYTHON,
                "a client whose configuration has no endpoint calls http://{service}.bj.baidubce.com: give each client this"
                        + " configuration"),
        GO(
                EnvText.GO,
                "a client whose NewClient has \"\" as its endpoint calls the cloud, as sts.NewClient does in any case; the Go"
                        + " SDK ignores HTTP_PROXY"),
        JAVA(
                EnvText.JAVA,
                "a client whose configuration has no endpoint calls http://{service}.bj.baidubce.com: give each client this"
                        + " one"),
        CURL(EnvText.CURL),
        DOCKER(
                EnvText.DOCKER,
                "names that are not among the aliases, such as those of other services and regions, still lead to the cloud",
                "programs that have https as a constant trust the emulator only if they read one of the variables; Java needs a trust"
                        + " store: see env java --ca-file");

        private final String template;
        private final List<String> warnings;

        Format(String template, String... warnings) {
            this.template = template;
            this.warnings = List.of(warnings);
        }

        private String shown() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static List<String> all() {
            return Stream.of(values()).map(Format::shown).toList();
        }

        private static String names() {
            return String.join(", ", all());
        }
    }

    private static Format format(String given) {
        return Stream.of(Format.values())
                .filter(each -> each.shown().equals(given.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + given + "'; allowed is one of " + Format.names() + Nearest.hint(given, Format.all())));
    }

    /** Its arguments and texts, as picocli takes them. */
    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        Format wanted = Main.value(spec, format, Env::format);
        PrintWriter err = spec.commandLine().getErr();
        Optional<Region> region = runningRegion(err);
        PrintWriter out = spec.commandLine().getOut();
        out.print(filled(wanted.template, region.orElse(Region.BJ)));
        if (wanted == Format.TERRAFORM) {
            client.proxies().forEach(name -> out.println("unset " + name));
        }
        out.flush();
        for (String warning : wanted.warnings) {
            err.println("warning: " + filled(warning, region.orElse(Region.BJ)));
        }
        if (!client.proxies().isEmpty() && wanted != Format.TERRAFORM && !client.isExceptedFromProxies()) {
            err.println(
                    "warning: " + String.join(", ", client.proxies()) + " sends requests through a proxy; set NO_PROXY="
                            + client.address().getHost());
        }
        err.flush();
        return 0;
    }

    /** The region of the emulator, by the zones that it offers; empty with a warning if it does not answer. */
    private Optional<Region> runningRegion(PrintWriter err) {
        String why;
        try {
            Question.Answer answer = client.askSigned("/v2/zone").answer();
            Matcher zone = ZONE.matcher(answer.body());
            if (answer.status() == 200 && zone.find()) {
                return Region.named(zone.group(1));
            }
            why = "it answers with status " + answer.status();
        } catch (IOException e) {
            why = Reason.of(e);
        }
        err.println("warning: no emulator answers at " + client.address() + " to these keys (" + why
                + "); see the command doctor");
        return Optional.empty();
    }

    private String filled(String template, Region region) {
        Map<String, String> values = Map.of(
                "url", client.address().toString(),
                "authority", client.address().getAuthority(),
                "accessKey", client.accessKey(),
                "secretKey", client.secretKey(),
                "region", region.shortName(),
                "aliases", aliases(region),
                // Absolute, as the programs that it is for run elsewhere.
                "ca",
                        client.caFile()
                                .map(Path::toAbsolutePath)
                                .map(Object::toString)
                                .orElse(""),
                "withCa", "");
        String text =
                client.caFile().isPresent() ? template : template.replaceAll("(?m)^.*\\$\\{(ca|withCa)}.*\\R", "");
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("'${" + value.getKey() + "}'", quoted(value.getValue()))
                    .replace("${" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    /** A text as one argument of a shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The names of the emulated services in a region, as lines of a compose file. */
    private static String aliases(Region region) {
        return Stream.of(CloudService.values())
                .flatMap(service -> service.hostNames(region).stream())
                .map(name -> "          - " + name)
                .collect(Collectors.joining("\n"));
    }
}
