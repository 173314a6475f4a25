package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;

import dev.blb.emulator.http.RequestSigner;
import dev.blb.emulator.settings.Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** The arguments of commands that are about a client: the emulator's address, the keys, and the certificates that are trusted. */
final class Client {
    private final Map<String, String> environment;
    private final Clock clock;
    private final CommandSpec spec;
    private final PositionalParamSpec address;
    private final OptionSpec accessKey = OptionSpec.builder("--access-key")
            .paramLabel("KEY")
            .type(String.class)
            .description("The access key; default: the first of BLB_CREDENTIALS.")
            .build();
    private final OptionSpec secretKey = OptionSpec.builder("--secret-key")
            .paramLabel("SECRET")
            .type(String.class)
            .description("The secret key; default: that of the access key.")
            .build();
    private final OptionSpec caFile = OptionSpec.builder("--ca-file")
            .paramLabel("FILE")
            .type(Path.class)
            .description("Certificates in PEM that an https address is checked with; default: those of the JDK.")
            .build();

    /**
     * The arguments, added to a command.
     *
     * @param index the place of the address among the command's parameters, from 0 on
     */
    Client(CommandSpec spec, int index, Map<String, String> environment, Clock clock) {
        this.spec = spec;
        this.environment = environment;
        this.clock = clock;
        this.address = PositionalParamSpec.builder()
                .paramLabel("URL")
                .type(String.class)
                .index(String.valueOf(index))
                .arity("0..1")
                .defaultValue(Question.DEFAULT_ADDRESS)
                .description("The emulator's address, default ${DEFAULT-VALUE}.")
                .build();
        spec.addPositional(address)
                .addOption(accessKey)
                .addOption(secretKey)
                .addOption(caFile)
                .addOption(Main.help())
                .addOption(Main.version());
    }

    private static <T> Optional<T> value(@Nullable T value) {
        return Optional.ofNullable(value);
    }

    URI address() {
        return Main.value(spec, address, Question::anyAddress);
    }

    private Credentials credentials() {
        String text = environment.getOrDefault(CREDENTIALS.variable(), "");
        try {
            return text.isEmpty() ? CREDENTIALS.fallback() : Credentials.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), CREDENTIALS.variable() + ": " + wrong.getMessage(), wrong);
        }
    }

    String accessKey() {
        return value(accessKey.<String>getValue()).orElseGet(() -> credentials().exampleAccessKey());
    }

    /** The secret key; for an unknown access key the example's, which an emulator refuses. */
    String secretKey() {
        return value(secretKey.<String>getValue())
                .or(() -> credentials().secretOf(accessKey()))
                .orElseGet(() -> credentials().exampleSecret());
    }

    Optional<Path> caFile() {
        return value(caFile.<Path>getValue());
    }

    /** A question to the emulator, unsigned. */
    Question ask(String pathAndQuery) {
        return new Question(address().resolve(pathAndQuery), Map.of(), caFile());
    }

    /** A question to the emulator, signed. */
    Question askSigned(String pathAndQuery) {
        return askSigned(pathAndQuery, accessKey(), secretKey());
    }

    /** A question to the emulator with a signature that it refuses, if it checks any. */
    Question askWronglySigned(String pathAndQuery) {
        return askSigned(pathAndQuery, "no-such-key", "no-such-secret");
    }

    private Question askSigned(String pathAndQuery, String key, String secret) {
        URI uri = address().resolve(pathAndQuery);
        String authorization = RequestSigner.authorization("GET", uri, key, secret, clock.instant());
        return new Question(uri, Map.of("Authorization", authorization), caFile());
    }

    /** The names of the variables that send requests to the address through a proxy which is not the emulator itself. */
    List<String> proxies() {
        String scheme = address().getScheme();
        return Stream.of(scheme + "_proxy", "all_proxy")
                .flatMap(name -> Stream.of(name.toUpperCase(Locale.ROOT), name))
                .filter(name -> leadsElsewhere(environment.getOrDefault(name, "")))
                .toList();
    }

    private boolean leadsElsewhere(String proxy) {
        return !proxy.isEmpty()
                && !proxy.replaceFirst("/$", "").equals(address().toString());
    }

    /** Whether a variable excepts the address's host from proxies, for clients that know exceptions. */
    boolean isExceptedFromProxies() {
        String host = address().getHost();
        return Stream.of("NO_PROXY", "no_proxy")
                .flatMap(name -> Stream.of(environment.getOrDefault(name, "").split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .anyMatch(name ->
                        name.equals("*") || host.equals(name) || host.endsWith("." + name.replaceFirst("^\\.", "")));
    }

    Clock clock() {
        return clock;
    }
}
