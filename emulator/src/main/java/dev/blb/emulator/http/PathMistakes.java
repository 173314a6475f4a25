package dev.blb.emulator.http;

import static dev.blb.emulator.http.BceV1Signature.encode;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The paths that a signer may sign in place of the one that was sent, one row a mistake; the likeliest first. */
final class PathMistakes {
    private static final Pattern FIRST_SLASH = Pattern.compile("^%2F");
    private static final Pattern SLASHES = Pattern.compile("/{2,}");
    private static final Pattern LAST_SLASHES = Pattern.compile("(?<!/)/++$");

    /** So many slashes of a path are considered at most; the paths of the API have fewer. */
    private static final int MAX_SLASHES = 16;

    /**
     * Prefixes that proxies take away, as programs have them in their constants [n17], and the begins of paths that clients forget.
     * Any other prefix is known only by the setting or by a header of the proxy.
     */
    private static final List<String> USUAL_PREFIXES = List.of(
            "/internal-api",
            "/api",
            "/blb",
            "/bce",
            "/baidu",
            "/cloud",
            "/gateway",
            "/openapi",
            "/proxy",
            "/v1",
            "/v2");

    /** Those that the setting refuses, as they would hide paths of the API. */
    private static final Set<String> VERSIONS = Set.of("/v1", "/v2");

    /** Headers in which a proxy says the path, or the address, that it got. */
    private static final List<String> FORMER_PATHS = List.of(
            "x-original-uri",
            "x-original-url",
            "x-forwarded-uri",
            "x-forwarded-path",
            "x-envoy-original-path",
            "x-rewrite-url");

    private static final String FORMER_PREFIX = "x-forwarded-prefix";

    private final SignedRequest request;
    private final String path;
    private final Optional<String> prefix;

    /**
     * Of this request.
     *
     * @param path its path in canonical form
     * @param prefix the setting {@code --path-prefix}
     */
    PathMistakes(SignedRequest request, String path, Optional<String> prefix) {
        this.request = request;
        this.path = path;
        this.prefix = prefix;
    }

    /** A mistake, and the path that it leads to. */
    record PathMistake(String name, String path) {}

    /** The rows; their number does not grow with the path beyond {@link #MAX_SLASHES}. */
    Stream<PathMistake> all() {
        Stream<PathMistake> spellings = Stream.of(
                new PathMistake("the path was not encoded", Uri.decode(path)),
                new PathMistake("the path was encoded twice", encode(path, true)),
                new PathMistake(
                        "the slashes of the path were encoded (%2F between its parts)",
                        encode(Uri.decode(path), false)),
                new PathMistake(
                        "the slashes of the path were encoded (%2F between its parts)",
                        FIRST_SLASH.matcher(encode(Uri.decode(path), false)).replaceFirst("/")),
                new PathMistake(
                        "the path was signed as it was sent, with escapes of letters, digits, - . _ ~ or /",
                        request.rawPath()),
                new PathMistake(
                        "the path was signed with a single slash, and was sent with a doubled one",
                        SLASHES.matcher(path).replaceAll("/")),
                new PathMistake(
                        "the path was signed without the slash at its end that it was sent with",
                        LAST_SLASHES.matcher(path).replaceAll("")),
                new PathMistake("the path was signed with a slash at its end, and was sent without one", path + "/"));
        Stream<PathMistake> doubled = slashes()
                .map(at -> new PathMistake(
                        "the path was signed with a doubled slash, and was sent with a single one",
                        path.substring(0, at) + "/" + path.substring(at)));
        Stream<PathMistake> arrived = slashes()
                .filter(at -> at > 0)
                .map(at -> new PathMistake(
                        "the path was signed without the prefix that it arrived with: "
                                + SignerMistakes.shown(Uri.decode(path.substring(0, at))),
                        path.substring(at)));
        Stream<PathMistake> taken = Stream.concat(prefix.stream(), USUAL_PREFIXES.stream())
                .map(each -> new PathMistake(
                        "the path was signed with the prefix " + each + ", which did not arrive"
                                + (VERSIONS.contains(each) ? "" : " (setting --path-prefix)"),
                        each + path));
        Stream<PathMistake> former = Stream.concat(
                        sent(FORMER_PREFIX)
                                .map(header -> new PathMistake(
                                        FORMER_PREFIX,
                                        LAST_SLASHES.matcher(header).replaceAll("") + path)),
                        FORMER_PATHS.stream()
                                .flatMap(name -> sent(name).map(header -> new PathMistake(name, pathIn(header)))))
                .map(each -> new PathMistake(
                        "the path was signed as it was before a proxy changed it, by the header " + each.name(),
                        each.path()));
        return Stream.of(spellings, doubled, former, arrived, taken).flatMap(each -> each);
    }

    /** Where the first slashes of the path are. */
    private Stream<Integer> slashes() {
        return IntStream.range(0, path.length())
                .filter(at -> path.charAt(at) == '/')
                .limit(MAX_SLASHES)
                .boxed();
    }

    private Stream<String> sent(String name) {
        return Stream.of(request.header(name)).filter(value -> !value.isBlank());
    }

    /** The path in an address with or without a host and a query. */
    private static String pathIn(String address) {
        int host = address.indexOf("://");
        int begin = host < 0 ? 0 : address.indexOf('/', host + "://".length());
        String target = address.substring(Math.max(begin, 0));
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }
}
