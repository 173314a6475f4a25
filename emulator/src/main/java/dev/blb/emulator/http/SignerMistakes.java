package dev.blb.emulator.http;

import static dev.blb.emulator.http.BceV1Signature.canonicalQuery;
import static dev.blb.emulator.http.BceV1Signature.defaultNames;
import static dev.blb.emulator.http.BceV1Signature.encode;
import static dev.blb.emulator.http.BceV1Signature.headerLines;
import static dev.blb.emulator.http.BceV1Signature.signingKey;

import dev.blb.emulator.api.Region;
import dev.blb.emulator.route.CloudHost;
import dev.blb.emulator.route.CloudService;
import dev.blb.emulator.settings.Credentials;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The usual mistakes of a signer, one row each, with the signature that each leads to; the likeliest first. */
final class SignerMistakes {
    /**
     * So many signatures are computed at most for a refused request. The rows of code are fewer; what is cut off are secrets of other
     * access keys, of which the settings may hold any number.
     */
    static final int MAX_SIGNATURES = 400;

    /** Names under which clients reach one and the same server. */
    private static final List<String> HOSTS =
            List.of("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal");

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH");

    /** The header in which a proxy says which host it was called by. */
    private static final String FORMER_HOST = "x-forwarded-host";

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");
    private static final int MAX_SHOWN = 100;

    /** So many begins of a path are taken for a prefix of a gateway. */
    private static final int MAX_PREFIX = 4;

    private final SignedRequest request;
    private final Authorization authorization;
    private final String secret;
    private final Credentials credentials;
    private final Optional<String> prefix;
    private final List<String> names;
    private final String path;
    private final String query;

    SignerMistakes(
            SignedRequest request,
            Authorization authorization,
            String secret,
            Credentials credentials,
            Optional<String> prefix) {
        this.request = request;
        this.authorization = authorization;
        this.secret = secret;
        this.credentials = credentials;
        this.prefix = prefix;
        this.names = authorization.signedHeaders().isEmpty()
                ? defaultNames(request.headers())
                : authorization.signedHeaders();
        this.path = encode(Uri.decode(request.rawPath()), true);
        this.query = canonicalQuery(request.rawQuery());
    }

    /** A mistake, and the signature that it leads to. */
    record Mistake(String name, Supplier<String> signature) {}

    /** The rows; there are never more than {@link #MAX_SIGNATURES}. */
    Stream<Mistake> all() {
        return Stream.of(
                        hosts(),
                        queries(),
                        paths(),
                        methods(),
                        new KeyMistakes(authorization, secret, canonical()).all(),
                        spellings(),
                        headerSets(),
                        addresses(),
                        cloudHosts(),
                        otherSecrets())
                .flatMap(each -> each)
                .limit(MAX_SIGNATURES);
    }

    private Stream<Mistake> queries() {
        return Stream.of(
                new Mistake("a query flag was signed without its =", () -> sign(path, flagsBare())),
                new Mistake("the query was not encoded", () -> sign(path, Uri.decode(query))),
                new Mistake("the query was encoded twice", () -> sign(path, twice())),
                new Mistake("a space in the query was signed as +", () -> sign(path, query.replace("%20", "+"))),
                new Mistake("the query was not sorted", () -> sign(path, unsorted())),
                new Mistake("the query was left out", () -> sign(path, "")),
                new Mistake(
                        "a + in the query was signed as a space (%20)", () -> sign(path, query.replace("%2B", "%20"))),
                new Mistake(
                        "the line of the query was left out",
                        () -> finish(request.method() + "\n" + path + "\n" + String.join("\n", lines()))),
                new Mistake("the ? was signed together with the query", () -> sign(path, "?" + query)),
                new Mistake("the ? was signed together with the query", () -> sign(path, "?" + sentQuery())),
                new Mistake(
                        "the query was signed as it was sent, not encoded anew, sorted and with a = for each name",
                        () -> sign(path, sentQuery())));
    }

    private Stream<Mistake> paths() {
        return new PathMistakes(request, path, prefix)
                .all()
                .map(each -> new Mistake(each.name(), () -> sign(each.path(), query)));
    }

    private Stream<Mistake> methods() {
        Stream<Mistake> others = METHODS.stream()
                .filter(method -> !method.equals(request.method()))
                .map(method -> new Mistake(
                        "the method was signed as " + method + ", and the request was sent with "
                                + shown(request.method()),
                        () -> finish(method, path, query, lines())));
        return Stream.concat(
                Stream.of(new Mistake(
                        "the method was not in capitals",
                        () -> finish(request.method().toLowerCase(Locale.ROOT), path, query, lines()))),
                others);
    }

    private Stream<Mistake> spellings() {
        List<String> lower = lines().stream().map(SignerMistakes::lowerCased).toList();
        String escapes = "escapes were written in lower case (%2f)";
        return Stream.of(
                new Mistake("a newline was added after the headers", () -> finish(canonical() + "\n")),
                new Mistake(
                        "the lines were joined by a carriage return and a newline",
                        () -> finish(canonical().replace("\n", "\r\n"))),
                new Mistake(escapes, () -> signLines(lowerCased(path), lowerCased(query), lower)),
                new Mistake(escapes + " in the path", () -> signLines(lowerCased(path), query, lines())),
                new Mistake(escapes + " in the query", () -> signLines(path, lowerCased(query), lines())),
                new Mistake(
                        escapes + " in path and query", () -> signLines(lowerCased(path), lowerCased(query), lines())),
                new Mistake(escapes + " in the headers", () -> signLines(path, query, lower)),
                new Mistake(
                        "header values were not encoded",
                        () -> signLines(
                                path,
                                query,
                                lines(name -> name + ":" + request.header(name).trim(), true))),
                new Mistake(
                        "header names were not in lower case",
                        () -> signLines(path, query, lines(this::capitalizedLine, true))),
                new Mistake(
                        "the headers were not sorted",
                        () -> signLines(path, query, lines(name -> encodedLine(name, name), false))));
    }

    private Stream<Mistake> headerSets() {
        Stream<Mistake> sets = Stream.of(
                        Map.entry("only host was signed", List.of("host")),
                        Map.entry("the default headers were signed", defaultNames(request.headers())),
                        Map.entry("no header was signed", List.<String>of()),
                        Map.entry("content-length was left out", without("content-length")),
                        Map.entry("content-type was left out", without("content-type")),
                        Map.entry("host was left out", without("host")),
                        Map.entry("content-length was signed too", with("content-length")),
                        Map.entry("content-type was signed too", with("content-type")),
                        Map.entry("host was signed too", with("host")))
                .map(set -> new Mistake(
                        "other headers than listed: " + set.getKey(),
                        () -> signLines(path, query, headerLines(request.headers(), set.getValue()))));
        Stream<Mistake> empty = Stream.of(absent())
                .filter(absent -> !absent.isEmpty())
                .map(absent -> new Mistake(
                        absent + " is listed in signedHeaders without having a value, and was signed as empty",
                        () -> signLines(
                                path,
                                query,
                                names.stream()
                                        .map(name -> encodedLine(name, name))
                                        .sorted()
                                        .toList())));
        return Stream.concat(sets, empty);
    }

    /** Path and query in one, or the whole address in place of the path. */
    private Stream<Mistake> addresses() {
        List<String> targets = Stream.of("?" + query, "?" + sentQuery())
                .flatMap(end -> Stream.of(path + end, path + encode(end, true)))
                .distinct()
                .toList();
        Stream<Mistake> joined = targets.stream()
                .flatMap(target -> withAndWithoutQuery("the query was signed as a part of the path", target));
        Stream<Mistake> whole = Stream.of("http://", "https://", "")
                .map(scheme -> scheme + request.header("host"))
                .flatMap(begin -> Stream.of(begin, encode(begin, true)).distinct())
                .flatMap(begin ->
                        Stream.concat(Stream.of(path), targets.stream()).map(target -> begin + target))
                .flatMap(address -> withAndWithoutQuery("the whole URL was signed as the path", address));
        return Stream.concat(joined, whole);
    }

    private Stream<Mistake> withAndWithoutQuery(String name, String signedPath) {
        return Stream.of("", query).distinct().map(each -> new Mistake(name, () -> sign(signedPath, each)));
    }

    private Stream<Mistake> hosts() {
        Stream<Mistake> bare = Stream.of(new Mistake(
                "the host was signed without its port", () -> signLines(path, query, withHost(request.hostName()))));
        Stream<String> former = Stream.of(request.header(FORMER_HOST)).filter(host -> !host.isBlank());
        String own = request.hostName();
        Stream<String> cases = Stream.of(upperCased(HOSTS.get(0)), upperCased(own), own.toLowerCase(Locale.ROOT));
        return Stream.concat(
                bare,
                hosts(Stream.of(HOSTS.stream(), former, cases)
                        .flatMap(each -> each)
                        .distinct()));
    }

    /** The hosts of the load balancers and of the service that the path belongs to, in each region. */
    private Stream<Mistake> cloudHosts() {
        List<String> segments = Uri.segments(request.rawPath());
        Stream<String> own = IntStream.range(0, Math.min(segments.size(), MAX_PREFIX))
                .mapToObj(from -> CloudService.of(segments.subList(from, segments.size())))
                .flatMap(Optional::stream)
                .limit(1)
                .flatMap(service -> Stream.of(Region.values()).flatMap(region -> service.hostNames(region).stream()));
        Stream<String> balancers =
                Stream.of(Region.values()).map(region -> new CloudHost(CloudService.BLB, Optional.of(region)).name());
        return hosts(Stream.concat(balancers, own).distinct());
    }

    private Stream<Mistake> hosts(Stream<String> hosts) {
        String sent = request.header("host");
        String port = sent.substring(request.hostName().length());
        return hosts.flatMap(host -> Stream.of(host, host + port).distinct())
                .filter(host -> !host.equals(sent))
                .map(host -> new Mistake(
                        "the host was signed as " + shown(host) + ", and the request was sent to " + shown(sent),
                        () -> signLines(path, query, withHost(host))));
    }

    private Stream<Mistake> otherSecrets() {
        return credentials.entries().stream()
                .map(other -> new Mistake(
                        "it was made with the secret of access key " + other, () -> withSecret(other.secret())));
    }

    /** The headers that are listed and did not arrive, or have no value; the empty text if all did. */
    String absent() {
        String absent = names.stream()
                .filter(name -> request.header(name).isBlank())
                .map(name -> encode(name, false))
                .collect(Collectors.joining(", "));
        return cut(absent);
    }

    /** A text of the client's as part of a line: encoded, so that it cannot look like another line, and cut. */
    static String shown(String text) {
        return cut(encode(text, true).replace("%3A", ":").replace("%5B", "[").replace("%5D", "]"));
    }

    private static String cut(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    private List<String> lines() {
        return headerLines(request.headers(), names);
    }

    private String canonical() {
        return canonical(request.method(), path, query, lines());
    }

    private static String canonical(String method, String path, String query, List<String> lines) {
        return method + "\n" + path + "\n" + query + "\n" + String.join("\n", lines);
    }

    private String sign(String signedPath, String signedQuery) {
        return signLines(signedPath, signedQuery, lines());
    }

    private String signLines(String signedPath, String signedQuery, List<String> lines) {
        return finish(request.method(), signedPath, signedQuery, lines);
    }

    private String finish(String method, String signedPath, String signedQuery, List<String> lines) {
        return finish(canonical(method, signedPath, signedQuery, lines));
    }

    private String finish(String canonicalRequest) {
        return BceV1Signature.sign(signingKey(secret, authorization.prefix()), canonicalRequest);
    }

    private String withSecret(String other) {
        return BceV1Signature.sign(signingKey(other, authorization.prefix()), canonical());
    }

    private static String upperCased(String text) {
        return text.toUpperCase(Locale.ROOT);
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

    private List<String> lines(UnaryOperator<String> line, boolean isSorted) {
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
        return headerLines(headers, names);
    }

    private static String eachPair(String query, UnaryOperator<String> change) {
        return Stream.of(query.split("&", -1))
                .map(change)
                .filter(pair -> !pair.isEmpty())
                .collect(Collectors.joining("&"));
    }

    private String flagsBare() {
        return eachPair(query, pair -> pair.endsWith("=") ? pair.substring(0, pair.length() - 1) : pair);
    }

    private String twice() {
        return eachPair(
                query,
                pair -> Stream.of(pair.split("=", -1))
                        .map(part -> encode(part, false))
                        .collect(Collectors.joining("=")));
    }

    private String unsorted() {
        return eachPair(request.rawQuery(), BceV1Signature::canonicalQuery);
    }

    /** The query as it was sent, without a signature in it. */
    private String sentQuery() {
        return eachPair(request.rawQuery(), pair -> pair.startsWith(Authentication.QUERY_PARAMETER + "=") ? "" : pair);
    }

    private List<String> without(String name) {
        List<String> fewer = new ArrayList<>(names);
        fewer.remove(name);
        return fewer;
    }

    private List<String> with(String name) {
        Collection<String> more = new TreeSet<>(names);
        more.add(name);
        return List.copyOf(more);
    }
}
