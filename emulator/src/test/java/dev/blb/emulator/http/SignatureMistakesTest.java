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
import java.util.Optional;
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
        rows.add(slip("made with another secret", target, line -> line + "?"));
        rows.add(slip("No usual mistake", target, line -> line + "?"));
        return rows.stream();
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
                "token-0001");
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
}
