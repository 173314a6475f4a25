package dev.blb.emulator.http;

import static dev.blb.emulator.http.TestSigner.KEY;
import static dev.blb.emulator.http.TestSigner.SECRET;
import static dev.blb.emulator.http.TestSigner.TIME;
import static dev.blb.emulator.http.TestSigner.hex;
import static dev.blb.emulator.http.TestSigner.mac;
import static dev.blb.emulator.http.TestSigner.refused;
import static dev.blb.emulator.http.TestSigner.request;
import static dev.blb.emulator.http.TestSigner.sign;
import static dev.blb.emulator.http.TestSigner.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.http.TestSigner.Slip;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Credentials;
import dev.blb.emulator.time.EmulatorClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the log says of a wrong signature: the mistake that most likely led to it. */
class SignatureMistakesTest {
    private final List<String> log = new ArrayList<>();
    private final Authentication verifying = new Authentication(
            AuthMode.VERIFY,
            Credentials.parse("emulator-*:" + SECRET + ",other:other-secret"),
            key -> Optional.empty(),
            new EmulatorClock(new MovableClock(Instant.parse(TIME))),
            Optional.of("/team/a"),
            log::add);

    static Stream<Arguments> slips() {
        String target = "/v1/blb/lb%2D1%20x?update&name=a%2Fb%20c";
        List<Arguments> rows = new ArrayList<>();
        rows.add(slip(
                "host was signed without its port", target, line -> line.replace("127.0.0.1%3A8252", "127.0.0.1")));
        rows.add(slip("flag was signed without its =", target, line -> line.replace("update=", "update")));
        rows.add(slip("path was not encoded", target, line -> line.replace("lb-1%20x", "lb-1 x")));
        rows.add(slip("path was encoded twice", target, line -> line.replace("lb-1%20x", "lb-1%2520x")));
        rows.add(slip("query was not encoded", target, line -> line.replace("a%2Fb%20c", "a/b c")));
        rows.add(slip("query was encoded twice", target, line -> line.replace("a%2Fb%20c", "a%252Fb%2520c")));
        rows.add(slip("space in the query was signed as +", target, line -> line.replace("a%2Fb%20c", "a%2Fb+c")));
        rows.add(slip("query was left out", target, line -> line.replace("name=a%2Fb%20c&update=", "")));
        rows.add(slip(
                "query was not sorted",
                target,
                line -> line.replace("name=a%2Fb%20c&update=", "update=&name=a%2Fb%20c")));
        rows.add(slip("method was not in capitals", target, line -> line.replace("PUT\n", "put\n")));
        rows.add(slip("newline was added", target, line -> line + "\n"));
        rows.add(slip("other headers than listed: only host", target, line -> line.replaceAll("\nx-bce-date.*", "")));
        rows.add(slip(
                "content-length was signed too", target, line -> line.replace("\nhost", "\ncontent-length:9\nhost")));
        rows.add(slip(
                "content-type was signed too",
                target,
                line -> line.replace("\nhost", "\ncontent-type:text%2Fplain\nhost")));
        rows.add(slip("header values were not encoded", target, line -> line.replace("%3A", ":")));
        rows.add(slip(
                "host was signed as localhost:8252, and the request was sent to 127.0.0.1:8252",
                target,
                line -> line.replace("127.0.0.1", "localhost")));
        rows.add(slip(
                "host was signed as blb.bj.baidubce.com",
                target,
                line -> line.replace("127.0.0.1%3A8252", "blb.bj.baidubce.com")));
        rows.add(slip(
                "escapes were written in lower case",
                target,
                line -> line.replace("%3A", "%3a").replace("%2F", "%2f")));
        rows.add(slip(
                "header names were not in lower case",
                target,
                line -> line.replace("host:", "Host:").replace("x-bce-date:", "X-Bce-Date:")));
        rows.add(slip("doubled slash", target, line -> line.replace("/v1/", "//v1/")));
        rows.add(slip("prefix /internal-api", target, line -> line.replace("/v1/", "/internal-api/v1/")));
        rows.addAll(slipsOfPaths(target));
        for (String method : List.of("GET", "HEAD", "POST", "DELETE", "PATCH")) {
            rows.add(slip(
                    "Likely mistake: the method was signed as " + method + ", and the request was sent with PUT.",
                    target,
                    line -> line.replace("PUT\n", method + "\n")));
        }
        rows.add(slip(
                "Likely mistake: escapes were written in lower case (%2f) in the query.",
                target, line -> line.replace("%2F", "%2f")));
        rows.add(slip(
                "Likely mistake: escapes were written in lower case (%2f) in the headers.",
                target, line -> line.replace("%3A", "%3a")));
        rows.add(slip(
                "Likely mistake: escapes were written in lower case (%2f) in the path.",
                "/v1/blb/%C3%A4?name=%2F", line -> line.replace("%C3%A4", "%c3%a4")));
        rows.add(slip(
                "Likely mistake: escapes were written in lower case (%2f) in path and query.",
                "/v1/blb/%C3%A4?name=%2F",
                line -> line.replace("%C3%A4", "%c3%a4").replace("%2F", "%2f")));
        String asked = "Likely mistake: the ? was signed together with the query.";
        rows.add(slip(asked, target, line -> line.replace("name=", "?name=")));
        rows.add(slip(asked, target, line -> line.replace("name=a%2Fb%20c&update=", "?update&name=a%2Fb%20c")));
        rows.add(slip(asked, "/v1/blb", line -> line.replace("/v1/blb\n", "/v1/blb\n?")));
        rows.add(slip(
                "Likely mistake: the query was signed as it was sent, not encoded anew, sorted and with a = for each name.",
                target,
                line -> line.replace("name=a%2Fb%20c&update=", "update&name=a%2Fb%20c")));
        String inPath = "Likely mistake: the query was signed as a part of the path.";
        rows.add(slip(
                inPath, target, line -> line.replace("%20x\nname=a%2Fb%20c&update=", "%20x?update&name=a%2Fb%20c\n")));
        rows.add(slip(inPath, target, line -> line.replace("%20x\n", "%20x?name=a%2Fb%20c&update=\n")));
        rows.add(slip(
                inPath,
                target,
                line -> line.replace("%20x\nname=a%2Fb%20c&update=", "%20x%3Fupdate%26name%3Da%252Fb%2520c\n")));
        String whole = "Likely mistake: the whole URL was signed as the path.";
        rows.add(slip(whole, target, line -> line.replace("/v1/", "http://127.0.0.1:8252/v1/")));
        rows.add(slip(whole, target, line -> line.replace("/v1/", "http%3A//127.0.0.1%3A8252/v1/")));
        rows.add(slip(
                whole,
                target,
                line -> line.replace("/v1/", "https://127.0.0.1:8252/v1/")
                        .replace("%20x\nname=a%2Fb%20c&update=", "%20x?update&name=a%2Fb%20c\n")));
        rows.add(slip(
                "Likely mistake: the lines were joined by a carriage return and a newline.",
                target,
                line -> line.replace("\n", "\r\n")));
        rows.add(slip(
                "Likely mistake: the line of the query was left out.",
                "/v1/blb",
                line -> line.replace("/v1/blb\n\n", "/v1/blb\n")));
        rows.add(slip(
                "Likely mistake: the host was signed as LOCALHOST:8252, and the request was sent to 127.0.0.1:8252.",
                target,
                line -> line.replace("127.0.0.1", "LOCALHOST")));
        rows.addAll(slipsOfCloudHosts());
        rows.add(slip("made with another secret", target, line -> line + "?"));
        rows.add(slip("No usual mistake", target, line -> line + "?"));
        return rows.stream();
    }

    private static List<Arguments> slipsOfPaths(String target) {
        List<Arguments> rows = new ArrayList<>();
        String single = "Likely mistake: the path was signed with a single slash, and was sent with a doubled one.";
        rows.add(slip(single, "/v1//blb", line -> line.replace("//", "/")));
        rows.add(slip(single, "//v1/blb//lb-1", line -> line.replace("//", "/")));
        String doubled = "Likely mistake: the path was signed with a doubled slash, and was sent with a single one.";
        rows.add(slip(doubled, "/v1/blb", line -> line.replace("/blb", "//blb")));
        rows.add(slip(doubled, "/v1/blb", line -> line.replace("/v1", "//v1")));
        rows.add(slip(
                "Likely mistake: the path was signed without the slash at its end that it was sent with.",
                "/v1/blb/?maxKeys=2",
                line -> line.replace("/blb/", "/blb")));
        rows.add(slip(
                "Likely mistake: the path was signed with a slash at its end, and was sent without one.",
                "/v1/blb?maxKeys=2",
                line -> line.replace("/blb", "/blb/")));
        String sent = "Likely mistake: the path was signed without the prefix that it arrived with: ";
        rows.add(slip(sent + "/gateway.", "/gateway/v1/blb", line -> line.replace("/gateway", "")));
        rows.add(slip(sent + "/my%20gateway.", "/my%20gateway/v1/blb", line -> line.replace("/my%20gateway", "")));
        rows.add(slip(sent + "/a/b.", "/a/b/v2/instance", line -> line.replace("/a/b", "")));
        rows.add(slip(sent + "/a.", "/a/b/v2/instance", line -> line.replace("/a/", "/")));
        rows.add(slip(sent + "/v1.", "/v1/blb", line -> line.replace("/v1", "")));
        String taken =
                "Likely mistake: the path was signed with the prefix %s, which did not arrive (setting --path-prefix).";
        for (String prefix : List.of("/team/a", "/gateway", "/api")) {
            rows.add(slip(taken.formatted(prefix), target, line -> line.replace("/v1/", prefix + "/v1/")));
        }
        rows.add(slip(
                "Likely mistake: the path was signed with the prefix /v1, which did not arrive.",
                target,
                line -> line.replace("/v1/", "/v1/v1/")));
        String former = "Likely mistake: the path was signed as it was before a proxy changed it, by the header ";
        rows.add(slip(former + "x-forwarded-prefix.", target, line -> line.replace("/v1/", "/stage/v1/")));
        rows.add(slip(former + "x-original-uri.", target, line -> line.replaceFirst("/v1/.*", "/other/v9/lb")));
        String encoded = "Likely mistake: the slashes of the path were encoded (%2F between its parts).";
        rows.add(slip(encoded, "/v1/blb", line -> line.replace("/v1/blb", "%2Fv1%2Fblb")));
        rows.add(slip(encoded, "/v1/blb", line -> line.replace("/v1/blb", "/v1%2Fblb")));
        rows.add(slip(
                "Likely mistake: the path was signed as it was sent, with escapes of letters, digits, - . _ ~ or /.",
                target,
                line -> line.replace("lb-1", "lb%2D1")));
        return rows;
    }

    private static List<Arguments> slipsOfCloudHosts() {
        return Stream.of(
                        List.of("/v1/eip", "eip.bj.baidubce.com"),
                        List.of("/v2/instance", "bcc.gz.baidubce.com"),
                        List.of("/v1/vpc", "vpc.su.baidubce.com"),
                        List.of("/v1/vpc", "bcc.bj.baidubce.com"),
                        List.of("/v1/credential", "sts.bj.baidubce.com"),
                        List.of("/v1/sessionToken", "sts.baidubce.com"),
                        List.of("/v1/certificate", "certificate.baidubce.com"),
                        List.of("/gateway/v1/eip", "eip.bj.baidubce.com"),
                        List.of("/v1/eip", "blb.bj.baidubce.com"))
                .map(row -> slip(
                        "Likely mistake: the host was signed as " + row.get(1) + ", and the request was sent to",
                        row.get(0),
                        line -> line.replace("127.0.0.1%3A8252", row.get(1))))
                .toList();
    }

    private static Arguments slip(String name, String target, Slip slip) {
        return Arguments.of(name, target, slip);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slips")
    void theUsualMistakesAreNamed(String name, String target, Slip slip) {
        SignedRequest base = request(
                "PUT",
                target,
                "host",
                "127.0.0.1:8252",
                "content-length",
                "9",
                "content-type",
                "text/plain",
                "x-bce-date",
                TIME,
                "x-bce-security-token",
                "token-0001",
                "x-forwarded-prefix",
                "/stage/",
                "x-original-uri",
                "http://proxy.example/other/v9/lb?update");
        // The path's %2D is a hyphen that its client escaped without need; the canonical path has it bare.
        refused(
                verifying,
                sign(base, "host;x-bce-date", "1800", line -> slip.on(line.replace("%2D", "-"))),
                "SignatureDoesNotMatch");
        assertThat(log).singleElement().asString().contains(name).doesNotContain(SECRET, "token-0001");
    }

    @Test
    void aRawSigningKeyAndAnotherKeysSecretAreNamed() {
        SignedRequest base = request("GET", "/v1/blb", "host", "h");
        String prefix = "bce-auth-v1/" + KEY + "/" + TIME + "/1800";
        String canonical = "GET\n/v1/blb\n\nhost:h";
        String raw = HexFormat.of().formatHex(mac(mac(SECRET.getBytes(StandardCharsets.UTF_8), prefix), canonical));
        refused(verifying, with(base, "authorization", prefix + "/host/" + raw), "SignatureDoesNotMatch");
        String others = hex(hex("other-secret", prefix), canonical);
        refused(verifying, with(base, "authorization", prefix + "/host/" + others), "SignatureDoesNotMatch");

        refused(
                verifying,
                with(base, "authorization", prefix + "/host/" + hex(SECRET, canonical)),
                "SignatureDoesNotMatch");
        assertThat(log).hasSize(3);
        assertThat(log.get(2)).contains("secret itself was used as the signing key");
        assertThat(log.get(0)).contains("raw bytes of the signing key");
        assertThat(log.get(1)).contains("secret of access key other").doesNotContain("other-secret");
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                Arguments.of("with a newline at its end", SECRET, SECRET + "\n"),
                Arguments.of("with a carriage return and a newline at its end", SECRET, SECRET + "\r\n"),
                Arguments.of("with a carriage return at its end", SECRET, SECRET + "\r"),
                Arguments.of("with a blank at its end", SECRET, SECRET + " "),
                Arguments.of("with a tab at its end", SECRET, SECRET + "\t"),
                Arguments.of("with a blank at its begin", SECRET, " " + SECRET),
                Arguments.of("with a newline at its begin", SECRET, "\n" + SECRET),
                Arguments.of("with a blank at its begin and its end", SECRET, " " + SECRET + " "),
                Arguments.of("with quotes around it", SECRET, "\"" + SECRET + "\""),
                Arguments.of("with quotes around it", SECRET, "'" + SECRET + "'"),
                Arguments.of("without the blanks around it", " " + SECRET + "\n", SECRET));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readings")
    void aSecretWithMoreThanItsTextIsNamed(String name, String secret, String read) {
        Authentication declared = new Authentication(
                AuthMode.VERIFY,
                Credentials.parse("other:other-secret"),
                key -> Optional.of(secret),
                new EmulatorClock(new MovableClock(Instant.parse(TIME))),
                Optional.empty(),
                log::add);
        String prefix = "bce-auth-v1/" + KEY + "/" + TIME + "/1800";
        String signature = hex(hex(read, prefix), "GET\n/v1/blb\n\nhost:h");
        refused(
                declared,
                request("GET", "/v1/blb", "host", "h", "authorization", prefix + "/host/" + signature),
                "SignatureDoesNotMatch");
        assertThat(log)
                .singleElement()
                .asString()
                .contains("Likely mistake: the secret was read " + name + ".")
                .doesNotContain(SECRET);
    }

    @Test
    void theHostThatAProxyWasCalledByIsNamed() {
        SignedRequest base = request("GET", "/v1/blb", "host", "h", "x-forwarded-host", "blb.example");
        refused(
                verifying,
                sign(base, "host", "1800", line -> line.replace("host:h", "host:blb.example")),
                "SignatureDoesNotMatch");
        assertThat(log.get(0))
                .contains("Likely mistake: the host was signed as blb.example, and the request was sent to h.");
    }

    @Test
    void theNumberOfSignaturesIsLimited() {
        Credentials many = Credentials.parse(IntStream.range(0, 1000)
                .mapToObj(i -> "key-" + i + ":secret-" + i)
                .collect(Collectors.joining(",")));
        SignedRequest request = sign(
                request("PUT", "/v1" + "/a".repeat(1000), "host", "h:1", "x-forwarded-prefix", "/p"),
                "host",
                "1800",
                line -> line + "?");
        SignerMistakes mistakes = new SignerMistakes(
                request, Authorization.parse(request.header("authorization")), SECRET, many, Optional.empty());

        List<String> names = mistakes.all().map(SignerMistakes.Mistake::name).toList();
        assertThat(names)
                .hasSize(SignerMistakes.MAX_SIGNATURES)
                .contains("it was made with the secret of access key key-99")
                .doesNotContain("it was made with the secret of access key key-999");
    }

    @Test
    void aListedHeaderThatWasNotSentIsNamed() {
        SignedRequest base = request("GET", "/v1/blb", "host", "h");
        SignedRequest signed = sign(with(base, "x-custom", "1"), "host;x-custom", "1800", line -> line);
        refused(verifying, with(base, "authorization", signed.header("authorization")), "SignatureDoesNotMatch");
        assertThat(log)
                .singleElement()
                .asString()
                .contains("x-custom is listed in signedHeaders, and did not arrive or has no value");
        refused(verifying, sign(base, "host;x-custom", "1800", line -> line), "SignatureDoesNotMatch");
        assertThat(log.get(1)).contains("Likely mistake: x-custom is listed in signedHeaders without having a value");
        SignedRequest empty = with(base, "x-custom", "");
        refused(verifying, with(empty, "authorization", signed.header("authorization")), "SignatureDoesNotMatch");
        assertThat(log.get(2)).contains("x-custom is listed in signedHeaders, and did not arrive or has no value");
    }

    @Test
    void aPlusAndUnsortedHeadersAreNamed() {
        SignedRequest plus = request("GET", "/v1/blb?name=a+b", "host", "h");
        refused(verifying, sign(plus, "host", "1800", line -> line.replace("a+b", "a%20b")), "SignatureDoesNotMatch");
        SignedRequest base = request("GET", "/v1/blb", "host", "h", "x-bce-date", TIME);
        refused(
                verifying,
                sign(base, "x-bce-date;host", "1800", line -> {
                    String[] parts = line.split("\n", -1);
                    return String.join("\n", parts[0], parts[1], parts[2], parts[4], parts[3]);
                }),
                "SignatureDoesNotMatch");
        SignedRequest prefixed = request("GET", "/internal-api/v1/blb", "host", "h");
        refused(
                verifying,
                sign(prefixed, "host", "1800", line -> line.replace("/internal-api", "")),
                "SignatureDoesNotMatch");

        assertThat(log.get(0)).contains("a + in the query was signed as a space");
        assertThat(log.get(1)).contains("the headers were not sorted");
        assertThat(log.get(2)).contains("without the prefix that it arrived with");
    }

    @Test
    void slipsOutsideTheCanonicalRequestAreNamed() {
        SignedRequest base = request("GET", "/v1/blb", "host", "LOCALHOST:8252");
        String begin = "bce-auth-v1/" + KEY + "/" + TIME + "/";
        String prefix = begin + "1800";
        String canonical = "GET\n/v1/blb\n\nhost:LOCALHOST%3A8252";
        String key = hex(SECRET, prefix);
        List<String> signatures = List.of(
                hex(key, canonical).toUpperCase(Locale.ROOT),
                hex(key.toUpperCase(Locale.ROOT), canonical),
                hex(hex(prefix, SECRET), canonical),
                hex(canonical, key),
                hex(canonical, hex(prefix, SECRET)),
                hex(hex(SECRET, begin + "3600"), canonical),
                hex(key, canonical.replace("LOCALHOST", "localhost")));
        signatures.forEach(signature -> refused(
                verifying, with(base, "authorization", prefix + "/host/" + signature), "SignatureDoesNotMatch"));
        String swapped = "the key and the text of an HMAC were swapped: ";
        List<String> mistakes = List.of(
                "the signature was written in upper-case hex.",
                "the signing key was used in upper-case hex.",
                swapped + "of the signing key.",
                swapped + "of the signature.",
                swapped + "of both.",
                "the signing key was made for 3600 seconds, and the authorization says 1800.",
                "the host was signed as localhost:8252, and the request was sent to LOCALHOST:8252.");
        assertThat(log).hasSameSizeAs(mistakes).doesNotContain(SECRET);
        for (int i = 0; i < mistakes.size(); i++) {
            assertThat(log.get(i)).contains("Likely mistake: " + mistakes.get(i));
        }
    }
}
