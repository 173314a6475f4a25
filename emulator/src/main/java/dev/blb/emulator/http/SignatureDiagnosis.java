package dev.blb.emulator.http;

import static dev.blb.emulator.http.BceV1Signature.canonicalQuery;
import static dev.blb.emulator.http.BceV1Signature.defaultNames;
import static dev.blb.emulator.http.BceV1Signature.encode;
import static dev.blb.emulator.http.BceV1Signature.headerLines;
import static dev.blb.emulator.http.BceV1Signature.hmacHex;
import static dev.blb.emulator.http.BceV1Signature.signingKey;

import dev.blb.emulator.api.Region;
import dev.blb.emulator.route.CloudHost;
import dev.blb.emulator.route.CloudService;
import dev.blb.emulator.settings.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Explains a signature that does not match: which usual mistake of a signer would have made it.
 *
 * <p>What it reports holds no secret, no signature and no security token, and no line that the client made up.
 */
final class SignatureDiagnosis {
    private static final Pattern TOKEN_HEADER = Pattern.compile("(?m)^x-bce-security-token:.*$");
    private static final Pattern TOKEN_QUERY = Pattern.compile("x-bce-security-token=[^&\\n]*");

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");
    private static final int MAX_SHOWN = 4000;
    private static final int MAX_SHOWN_NAME = 100;

    /** Names under which clients reach one and the same server. */
    private static final List<String> HOSTS =
            List.of("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal");

    /** A prefix that a proxy takes away, as programs have it in their constants [n17]. */
    private static final String PREFIX = "/internal-api";

    private final SignedRequest request;
    private final Authorization authorization;
    private final String secret;
    private final Credentials credentials;

    SignatureDiagnosis(SignedRequest request, Authorization authorization, String secret, Credentials credentials) {
        this.request = request;
        this.authorization = authorization;
        this.secret = secret;
        this.credentials = credentials;
    }

    /** A mistake, and the signature that it leads to. */
    private record Mistake(String name, Supplier<String> signature) {}

    /** What to log: the canonical request as it should be signed, and the mistake if one explains the signature. */
    String report(String canonical) {
        String shown = TOKEN_QUERY
                .matcher(TOKEN_HEADER.matcher(canonical).replaceAll("x-bce-security-token:(hidden)"))
                .replaceAll("x-bce-security-token=(hidden)");
        return "signature of " + authorization.accessKey() + " does not match. "
                + explanation()
                + " Canonical request as computed here:\n    "
                + cut(shown.replace("\r", "").replace("\n", "\n    "));
    }

    /** The mistake in a sentence, or what is left if none explains the signature. */
    String explanation() {
        return mistake().map(name -> "Likely mistake: " + name + ".").orElseGet(this::likelyCause);
    }

    private String likelyCause() {
        // What was signed for these is not known here, so no signature could be compared.
        String absent = absent();
        return absent.isEmpty()
                ? "No usual mistake of a signer explains it; most likely it was made with another secret than that of "
                        + authorization.accessKey() + "."
                : absent
                        + " is listed in signedHeaders, and did not arrive or has no value: send each header that is signed, and let no"
                        + " proxy take it away.";
    }

    /** The headers that are listed and did not arrive, or have no value; the empty text if all did. */
    private String absent() {
        String names = authorization.signedHeaders().stream()
                .filter(name -> request.header(name).isBlank())
                .map(name -> encode(name, false))
                .collect(Collectors.joining(", "));
        return names.length() <= MAX_SHOWN_NAME ? names : names.substring(0, MAX_SHOWN_NAME) + "...";
    }

    /** A caller decides how long its request is, and the log shall stay readable. */
    private static String cut(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    /** The mistake that explains the signature, if one does. */
    Optional<String> mistake() {
        return mistakes()
                .filter(each -> each.signature().get().equals(authorization.signature()))
                .map(Mistake::name)
                .findFirst();
    }

    private Stream<Mistake> mistakes() {
        String path = request.rawPath();
        String query = request.rawQuery();
        List<String> names = names();
        Stream<Mistake> parts = Stream.of(
                new Mistake(
                        "the host was signed without its port",
                        () -> signLines(path(), query(), withHost(request.hostName()))),
                new Mistake("a query flag was signed without its =", () -> sign(path(), flagsBare(), names)),
                new Mistake("the path was not encoded", () -> sign(Uri.decode(path), query(), names)),
                new Mistake("the path was encoded twice", () -> sign(encode(path(), true), query(), names)),
                new Mistake("the query was not encoded", () -> sign(path(), plain(), names)),
                new Mistake("the query was encoded twice", () -> sign(path(), twice(), names)),
                new Mistake(
                        "a space in the query was signed as +", () -> sign(path(), query().replace("%20", "+"), names)),
                new Mistake("the query was not sorted", () -> sign(path(), unsorted(query), names)),
                new Mistake("the query was left out", () -> sign(path(), "", names)),
                new Mistake("the raw bytes of the signing key were used instead of its hex text", this::withRawKey),
                new Mistake(
                        "the method was not in capitals",
                        () -> finish(request.method().toLowerCase(Locale.ROOT)
                                + rest(path(), query(), headerLines(request.headers(), names)))),
                new Mistake("a newline was added after the headers", () -> finish(canonical(names) + "\n")));
        Stream<Mistake> spellings = Stream.of(
                new Mistake(
                        "a + in the query was signed as a space (%20)",
                        () -> sign(path(), query().replace("%2B", "%20"), names)),
                new Mistake("escapes were written in lower case (%2f)", () -> finish(lowerCased(canonical(names)))),
                new Mistake(
                        "header values were not encoded",
                        () -> signLines(
                                path(),
                                query(),
                                lines(
                                        names,
                                        name -> name + ":"
                                                + request.header(name).trim(),
                                        true))),
                new Mistake(
                        "header names were not in lower case",
                        () -> signLines(path(), query(), lines(names, this::capitalizedLine, true))),
                new Mistake(
                        "the headers were not sorted",
                        () -> signLines(path(), query(), lines(names, name -> encodedLine(name, name), false))),
                new Mistake(
                        "the secret itself was used as the signing key",
                        () -> BceV1Signature.sign(secret, canonical(names))),
                new Mistake(
                        "the access key was used as the secret",
                        () -> BceV1Signature.sign(
                                signingKey(authorization.accessKey(), authorization.prefix()), canonical(names))),
                new Mistake(
                        "the secret was read with a newline at its end",
                        () -> BceV1Signature.sign(signingKey(secret + "\n", authorization.prefix()), canonical(names))),
                new Mistake("the path was signed with a doubled slash", () -> sign("/" + path(), query(), names)),
                new Mistake(
                        "the path was signed with the prefix " + PREFIX
                                + ", which did not arrive (setting --path-prefix)",
                        () -> sign(PREFIX + path(), query(), names)),
                new Mistake(
                        "the path was signed without the prefix that it arrived with",
                        () -> sign(path().substring(Math.max(0, path().indexOf("/v1/"))), query(), names)));
        Stream<Mistake> hosts = Stream.concat(HOSTS.stream(), regionalHosts())
                .flatMap(host -> Stream.of(host, host + port()).distinct())
                .filter(host -> !host.equals(request.header("host")))
                .map(host -> new Mistake(
                        "the host was signed as " + host + ", and the request was sent to " + shownHost(),
                        () -> signLines(path(), query(), withHost(host))));
        Stream<Mistake> headerSets = Stream.of(
                        Map.entry("only host was signed", List.of("host")),
                        Map.entry("the default headers were signed", defaultNames(request.headers())),
                        Map.entry("no header was signed", List.<String>of()),
                        Map.entry("content-length was left out", without(names, "content-length")),
                        Map.entry("content-type was left out", without(names, "content-type")),
                        Map.entry("host was left out", without(names, "host")),
                        Map.entry("content-length was signed too", with(names, "content-length")),
                        Map.entry("content-type was signed too", with(names, "content-type")),
                        Map.entry("host was signed too", with(names, "host")))
                .map(set -> new Mistake(
                        "other headers than listed: " + set.getKey(), () -> sign(path(), query(), set.getValue())));
        Stream<Mistake> empty = Stream.of(absent())
                .filter(absent -> !absent.isEmpty())
                .map(absent -> new Mistake(
                        absent + " is listed in signedHeaders without having a value, and was signed as empty",
                        () -> signLines(
                                path(),
                                query(),
                                names.stream()
                                        .map(name -> encodedLine(name, name))
                                        .sorted()
                                        .toList())));
        Stream<Mistake> secrets = credentials.entries().stream()
                .map(other -> new Mistake(
                        "it was made with the secret of access key " + other,
                        () -> BceV1Signature.sign(
                                signingKey(other.secret(), authorization.prefix()), canonical(names))));
        return Stream.of(parts, spellings, hosts, headerSets, empty, secrets).flatMap(each -> each);
    }

    private List<String> names() {
        return authorization.signedHeaders().isEmpty()
                ? defaultNames(request.headers())
                : authorization.signedHeaders();
    }

    private String path() {
        return encode(Uri.decode(request.rawPath()), true);
    }

    private String query() {
        return canonicalQuery(request.rawQuery());
    }

    private String canonical(Collection<String> names) {
        return request.method() + rest(path(), query(), headerLines(request.headers(), names));
    }

    private static String rest(String path, String query, List<String> lines) {
        return "\n" + path + "\n" + query + "\n" + String.join("\n", lines);
    }

    private String sign(String path, String query, Collection<String> names) {
        return signLines(path, query, headerLines(request.headers(), names));
    }

    private String signLines(String path, String query, List<String> lines) {
        return finish(request.method() + rest(path, query, lines));
    }

    private String finish(String canonicalRequest) {
        return BceV1Signature.sign(signingKey(secret, authorization.prefix()), canonicalRequest);
    }

    private static Stream<String> regionalHosts() {
        return Stream.of(Region.values()).map(region -> new CloudHost(CloudService.BLB, Optional.of(region)).name());
    }

    private String port() {
        return request.header("host").substring(request.hostName().length());
    }

    private String shownHost() {
        String host = encode(request.header("host"), false).replace("%3A", ":");
        return host.length() <= MAX_SHOWN_NAME ? host : host.substring(0, MAX_SHOWN_NAME) + "...";
    }

    private String encodedLine(String shownName, String name) {
        return encode(shownName, false) + ":" + encode(request.header(name).trim(), false);
    }

    private String capitalizedLine(String name) {
        String capitals = Stream.of(name.split("-", -1))
                .map(part -> part.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining("-"));
        return encodedLine(capitals, name);
    }

    private List<String> lines(List<String> names, UnaryOperator<String> line, boolean isSorted) {
        Stream<String> lines =
                names.stream().filter(name -> !request.header(name).isBlank()).map(line);
        return (isSorted ? lines.sorted() : lines).toList();
    }

    private static String lowerCased(String canonical) {
        return ESCAPE.matcher(canonical).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
    }

    private List<String> withHost(String host) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put("host", host);
        return headerLines(headers, names());
    }

    private String flagsBare() {
        return Stream.of(query().split("&", -1))
                .map(pair -> pair.endsWith("=") ? pair.substring(0, pair.length() - 1) : pair)
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
    }

    private String plain() {
        return Uri.decode(query());
    }

    private String twice() {
        return Stream.of(query().split("&", -1))
                .map(pair -> Stream.of(pair.split("=", -1))
                        .map(part -> encode(part, false))
                        .reduce((a, b) -> a + "=" + b)
                        .orElse(""))
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
    }

    private static String unsorted(String rawQuery) {
        return Stream.of(rawQuery.split("&", -1))
                .map(BceV1Signature::canonicalQuery)
                .filter(pair -> !pair.isEmpty())
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
    }

    private String withRawKey() {
        byte[] raw = BceV1Signature.hmac(secret.getBytes(StandardCharsets.UTF_8), authorization.prefix());
        return hmacHex(raw, canonical(names()));
    }

    private static List<String> without(List<String> names, String name) {
        List<String> fewer = new ArrayList<>(names);
        fewer.remove(name);
        return fewer;
    }

    private static List<String> with(List<String> names, String name) {
        TreeSet<String> more = new TreeSet<>(names);
        more.add(name);
        return List.copyOf(more);
    }
}
