package dev.blb.emulator.http;

import static dev.blb.emulator.http.TestSigner.KEY;
import static dev.blb.emulator.http.TestSigner.SECRET;
import static dev.blb.emulator.http.TestSigner.TIME;
import static dev.blb.emulator.http.TestSigner.refused;
import static dev.blb.emulator.http.TestSigner.request;
import static dev.blb.emulator.http.TestSigner.sign;
import static dev.blb.emulator.http.TestSigner.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Credentials;
import dev.blb.emulator.time.EmulatorClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who a request is of: shapes of the header, keys, times and tokens. What is told of wrong signatures is in
 * {@link SignatureMistakesTest}.
 */
class AuthenticationTest {
    private static final String TYPE = "application/json;charset=utf-8";

    private final MovableClock clock = new MovableClock(Instant.parse(TIME));
    private final List<String> log = new ArrayList<>();

    private Authentication authentication(AuthMode mode, String credentials) {
        return new Authentication(
                mode,
                Credentials.parse(credentials),
                key -> Optional.empty(),
                new EmulatorClock(clock),
                Optional.empty(),
                log::add);
    }

    private final Authentication verifying =
            authentication(AuthMode.VERIFY, "emulator-*:" + SECRET + ",other:other-secret");

    /** The three vectors of the official Python signer. */
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(
                        request(
                                "PUT",
                                "/v1/blb/lb-7587472b/backendserver?clientToken=be31b98c-5e41-4838-9830-9be700de5a20&update=",
                                "host",
                                "blb.bj.baidubce.com",
                                "content-type",
                                TYPE,
                                "content-length",
                                "63",
                                "x-bce-date",
                                TIME),
                        "1800",
                        "",
                        "7fa0674d677976d0b9a94672120dac40db02f301e136cab43557f2a1a91fd073",
                        223,
                        "2cfeda2a0040e4a6d5a6700c80cc8e02dbfc086757ed1d961f066d1786150c14",
                        "fe681b807f6b2794bc7c6db690cb030cfbb4fc529d4a60c6ec6af85543573c71"),
                Arguments.of(
                        request(
                                "GET",
                                "/v1/blb?exactlyMatch=true&maxKeys=2&name=my%20lb%2F%E4%B8%AD",
                                "host",
                                "blb.bj.baidubce.com",
                                "x-bce-date",
                                TIME),
                        "3600",
                        "host;x-bce-date",
                        "97813ec3d0c024fe2cb66bc5c33645c43beeef32eed33023e65b5967e7c06d90",
                        125,
                        "46c442ff5d2570c4067a1f800cedaca39c19c69ee77ce293f9e38409b24af6ff",
                        "0f68971e977033c689754537086976bddc671cab298f8ddc7c209fcc2d30ba11"),
                Arguments.of(
                        request(
                                "GET",
                                "/v1/blb/lb-3f9a41c7",
                                "host",
                                "127.0.0.1:8080",
                                "content-type",
                                TYPE,
                                "content-length",
                                "0",
                                "x-bce-date",
                                TIME),
                        "1800",
                        "",
                        "7fa0674d677976d0b9a94672120dac40db02f301e136cab43557f2a1a91fd073",
                        149,
                        "e540df759c788b63ee31548892d48863b857073d369568e1446af591640e3dad",
                        "4f27fcdf8fdce86f95367c4de81aaaa973e94cef2be6c60ce90f1d0d6052295f"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theOfficialSignersVectorsHold(
            SignedRequest request,
            String expire,
            String listed,
            String key,
            int length,
            String digest,
            String signature)
            throws GeneralSecurityException {
        String prefix = "bce-auth-v1/" + KEY + "/" + TIME + "/" + expire;
        List<String> names =
                listed.isEmpty() ? BceV1Signature.defaultNames(request.headers()) : List.of(listed.split(";", -1));
        String canonical =
                BceV1Signature.canonicalRequest(request, BceV1Signature.headerLines(request.headers(), names));

        assertThat(BceV1Signature.signingKey(SECRET, prefix)).isEqualTo(key);
        assertThat(canonical).hasSize(length);
        assertThat(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(canonical.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(digest);
        assertThat(BceV1Signature.sign(key, canonical)).isEqualTo(signature);

        String authorization = prefix + "/" + listed + "/" + signature;
        assertThat(verifying.accessKey(with(request, "authorization", authorization)))
                .isEqualTo(KEY);
        SignedRequest preSigned = new SignedRequest(
                request.method(),
                request.rawPath(),
                request.rawQuery() + "&authorization="
                        + authorization.replace("/", "%2F").replace(";", "%3B"),
                request.headers());
        assertThat(verifying.accessKey(preSigned)).as("in the query").isEqualTo(KEY);
        assertThat(log).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void everyChangeOfASignedPartIsRefused(
            SignedRequest request,
            String expire,
            String listed,
            String key,
            int length,
            String digest,
            String signature) {
        String authorization = "bce-auth-v1/" + KEY + "/" + TIME + "/" + expire + "/" + listed + "/" + signature;
        SignedRequest good = with(request, "authorization", authorization);
        List<SignedRequest> changed = new ArrayList<>();
        changed.add(new SignedRequest("POST", good.rawPath(), good.rawQuery(), good.headers()));
        for (int i = 1; i < good.rawPath().length(); i++) {
            changed.add(new SignedRequest(good.method(), flip(good.rawPath(), i), good.rawQuery(), good.headers()));
        }
        for (int i = 0; i < good.rawQuery().length(); i++) {
            // A changed escape may be no UTF-8, which is another mistake.
            boolean inEscape =
                    good.rawQuery().substring(Math.max(0, i - 2), i + 1).contains("%");
            if (!inEscape && good.rawQuery().charAt(i) != '&') {
                changed.add(new SignedRequest(good.method(), good.rawPath(), flip(good.rawQuery(), i), good.headers()));
            }
        }
        for (String name : List.of("host", "x-bce-date", "content-type", "content-length")) {
            if (good.headers().containsKey(name) && !name.equals("x-bce-date")) {
                changed.add(with(good, name, good.header(name) + "1"));
            }
        }
        for (int i = 0; i < signature.length(); i++) {
            changed.add(with(good, "authorization", flip(authorization, authorization.length() - 1 - i)));
        }
        for (SignedRequest each : changed) {
            if (!BceV1Signature.canonicalQuery(each.rawQuery()).equals(BceV1Signature.canonicalQuery(good.rawQuery()))
                    || !each.rawPath().equals(good.rawPath())
                    || !each.headers().equals(good.headers())
                    || !each.method().equals(good.method())) {
                refused(verifying, each, "SignatureDoesNotMatch");
            }
        }
        assertThat(log)
                .hasSizeGreaterThan(60)
                .allSatisfy(line ->
                        assertThat(line).contains(KEY, "Canonical request").doesNotContain(SECRET, signature));
    }

    private static String flip(String text, int index) {
        char c = text.charAt(index);
        return text.substring(0, index) + (c == '1' ? '2' : '1') + text.substring(index + 1);
    }

    @Test
    void withoutAuthorizationAccessIsDenied() {
        refused(verifying, request("GET", "/v1/blb", "host", "x"), "AccessDenied");
        refused(authentication(AuthMode.PARSE, "a:b"), request("GET", "/v1/blb"), "AccessDenied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "bce-auth-v1/" + KEY + "/" + TIME + "/1800/sig",
                "bce-auth-v2/" + KEY + "/" + TIME + "/1800//sig",
                "bce-auth-v1//" + TIME + "/1800//sig",
                "bce-auth-v1/" + KEY + "/2024-01-02 03:04:05/1800//sig",
                "bce-auth-v1/" + KEY + "/2024-02-30T03:04:05Z/1800//sig",
                "bce-auth-v1/" + KEY + "/+999999999-12-31T23:59:59Z/9999999999//sig",
                "bce-auth-v1/" + KEY + "/-2024-01-02T03:04:05Z/1800//sig",
                "bce-auth-v1/" + KEY + "/" + TIME + "/soon//sig",
                "bce-auth-v1/" + KEY + "/" + TIME + "/-1//sig",
                "bce-auth-v1/" + KEY + "/" + TIME + "/99999999999//sig",
                "bce-auth-v1/" + KEY + "/" + TIME + "/1800/Host/sig",
                "bce-auth-v1/" + KEY + "/" + TIME + "/1800/host;;x/sig",
                "bce-auth-v1/" + KEY + "/" + TIME + "/1800//",
                "bce-auth-v1/a b/" + TIME + "/1800//sig",
                "bce-auth-v1/a\nb/" + TIME + "/1800//sig"
            })
    void aWrongShapeIsToldApart(String authorization) {
        for (AuthMode mode : List.of(AuthMode.VERIFY, AuthMode.PARSE)) {
            refused(
                    authentication(mode, "emulator-*:" + SECRET),
                    request("GET", "/v1/blb", "authorization", authorization),
                    "InvalidHTTPAuthHeader");
        }
    }

    @Test
    void anUnknownKeyIsTold() {
        refused(
                verifying,
                request("GET", "/v1/blb", "authorization", "bce-auth-v1/nobody/" + TIME + "/1800//sig"),
                "InvalidAccessKeyId");
    }

    @Test
    void parsingChecksTheShapeOnlyAndOffChecksNothing() {
        SignedRequest old = request("GET", "/v1/blb", "authorization", "bce-auth-v1/any-key/2001-01-01T00:00:00Z/1//x");

        assertThat(authentication(AuthMode.PARSE, "a:b").accessKey(old)).isEqualTo("any-key");
        assertThat(authentication(AuthMode.OFF, "a:b").accessKey(old)).isEqualTo("any-key");
        assertThat(authentication(AuthMode.OFF, "a:b").accessKey(request("GET", "/v1/blb")))
                .isEqualTo("default");
        assertThat(authentication(AuthMode.OFF, "a:b").accessKey(request("GET", "/", "authorization", "Basic x")))
                .isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource({"1800,true", "1801,false", "-1799,true", "-1801,false"})
    void theRequestsDateMayBeThirtyMinutesOff(long secondsLater, boolean accepted) {
        SignedRequest request = signed("GET", "/v1/blb", "host;x-bce-date", "86400");
        clock.advance(Duration.ofSeconds(secondsLater));
        if (accepted) {
            assertThat(verifying.accessKey(request)).isEqualTo(KEY);
        } else {
            refused(verifying, request, "RequestExpired");
        }
    }

    @ParameterizedTest
    @CsvSource({"60,true", "61,false"})
    void aSignatureExpires(long secondsLater, boolean accepted) {
        SignedRequest request = signed("GET", "/v1/blb", "host;x-bce-date", "60");
        clock.advance(Duration.ofSeconds(secondsLater));
        if (accepted) {
            assertThat(verifying.accessKey(request)).isEqualTo(KEY);
        } else {
            assertThatThrownBy(() -> verifying.accessKey(request))
                    .isInstanceOf(ApiException.class)
                    .hasMessage("Request has expired. Timestamp date is " + TIME
                            + ". It is the time in the signature. The server's"
                            + " time is 2024-01-02T03:05:06Z, PT1M1S after it; allowed is what the signature says, 60"
                            + " seconds.");
        }
    }

    @Test
    void anOldSignatureBesideACurrentDateIsNamedWithItsOwnTime() {
        SignedRequest old = signed("GET", "/v1/blb", "host", "1800");
        clock.advance(Duration.ofHours(2));
        assertThatThrownBy(() -> verifying.accessKey(with(old, "x-bce-date", "2024-01-02T05:04:05Z")))
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        "Request has expired. Timestamp date is " + TIME
                                + ". It is the time in the signature. The server's"
                                + " time is 2024-01-02T05:04:05Z, PT2H after it; allowed is what the signature says, 1800 seconds.");
    }

    @Test
    void anOldDateBesideACurrentSignatureIsNamedByItsHeader() {
        SignedRequest request = signed("GET", "/v1/blb", "host", "1800");
        assertThatThrownBy(() -> verifying.accessKey(with(request, "x-bce-date", "2024-01-02T02:04:05Z")))
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        "Request has expired. Timestamp date is 2024-01-02T02:04:05Z. It is that of the header x-bce-date. The"
                                + " server's time is " + TIME + ", PT1H after it; allowed are 30 minutes.");
        clock.set(Instant.parse(TIME).minus(Duration.ofHours(1)));
        assertThatThrownBy(() ->
                        verifying.accessKey(sign(request("GET", "/v1/blb", "host", "h"), "host", "1800", line -> line)))
                .isInstanceOf(ApiException.class)
                .hasMessage("Request has expired. Timestamp date is " + TIME
                        + ". It is the time in the signature. The server's"
                        + " time is 2024-01-02T02:04:05Z, PT1H before it; allowed are 30 minutes.");
    }

    @Test
    void oldJavaSendsOnlyDateAndNoBceDate() {
        SignedRequest base =
                request("GET", "/v1/blb", "host", "127.0.0.1:8252", "date", "Tue, 2 Jan 2024 03:04:05 GMT");
        SignedRequest request = sign(base, "", "1800", line -> line);
        assertThat(verifying.accessKey(request)).isEqualTo(KEY);
        assertThatThrownBy(() -> verifying.accessKey(with(request, "date", "Tue, 2 Jan 2024 04:04:05 GMT")))
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        "Request has expired. Timestamp date is 2024-01-02T04:04:05Z. It is that of the header Date. The server's"
                                + " time is " + TIME + ", PT1H before it; allowed are 30 minutes.");
        assertThat(verifying.accessKey(with(request, "date", "some day"))).isEqualTo(KEY);
        refused(verifying, with(request, "x-bce-date", "some day"), "InvalidHTTPAuthHeader");
    }

    @Test
    void pythonListsSomeHeadersButSignsEveryBceHeader() {
        SignedRequest base =
                request("GET", "/v1/blb", "host", "h", "x-bce-date", TIME, "x-bce-security-token", "token-0001");
        SignedRequest signedAll = sign(base, "host;x-bce-date;x-bce-security-token", "1800", line -> line);
        String lists = signedAll.header("authorization").replace("host;x-bce-date;x-bce-security-token", "host");
        assertThat(verifying.accessKey(with(signedAll, "authorization", lists))).isEqualTo(KEY);
    }

    private SignedRequest signed(String method, String target, String listed, String expire) {
        return sign(
                request(method, target, "host", "127.0.0.1:8252", "x-bce-date", TIME), listed, expire, line -> line);
    }

    @Test
    void aDoubledSlashIsVerifiedAsSentOrAsOne() {
        SignedRequest base = request("GET", "//v1/blb", "host", "h");
        assertThat(verifying.accessKey(sign(base, "host", "1800", line -> line)))
                .isEqualTo(KEY);
        assertThat(verifying.accessKey(sign(base, "host", "1800", line -> line.replace("//v1", "/v1"))))
                .isEqualTo(KEY);
    }

    @Test
    void aSignatureFromTheFutureIsRefusedWithoutADateToo() {
        SignedRequest request = sign(request("GET", "/v1/blb", "host", "h"), "host", "86400", line -> line);
        clock.set(Instant.parse(TIME).minus(Duration.ofMinutes(30)));
        assertThat(verifying.accessKey(request)).isEqualTo(KEY);
        clock.set(Instant.parse(TIME).minus(Duration.ofMinutes(31)));
        refused(verifying, request, "RequestExpired");
    }

    @Test
    void aRefusalByTimeTellsThatTheClockWasMoved() {
        EmulatorClock moved = new EmulatorClock(clock);
        moved.advance(Duration.ofHours(2));
        Authentication authentication = new Authentication(
                AuthMode.VERIFY,
                Credentials.parse("emulator-*:" + SECRET),
                key -> Optional.empty(),
                moved,
                Optional.empty(),
                log::add);
        assertThatThrownBy(() -> authentication.accessKey(signed("GET", "/v1/blb", "host;x-bce-date", "86400")))
                .hasMessageStartingWith("Request has expired. Timestamp date is " + TIME + ".")
                .hasMessageContaining("PT2H ahead of the real time")
                .hasMessageContaining("/_blb/reset?clock=true")
                .hasMessageContaining("PT2H after it; allowed are 30 minutes");
    }

    @Test
    void aSecurityTokenIsAcceptedAndNeverLogged() {
        SignedRequest base =
                request("GET", "/v1/blb", "host", "h", "x-bce-date", TIME, "x-bce-security-token", "token-0001");
        SignedRequest good = sign(base, "host;x-bce-date;x-bce-security-token", "1800", line -> line);
        assertThat(verifying.accessKey(good)).isEqualTo(KEY);
        refused(verifying, with(good, "x-bce-security-token", "token-0002"), "SignatureDoesNotMatch");
        assertThat(log).singleElement().asString().contains("(hidden)").doesNotContain("token-000");
    }

    @Test
    void credentialsMayEndInAStar() {
        Credentials credentials = Credentials.parse("team-*:one, team-a-*:two,team-a-x:three");

        assertThat(credentials.secretOf("team-b")).contains("one");
        assertThat(credentials.secretOf("team-a-y")).contains("two");
        assertThat(credentials.secretOf("team-a-x")).contains("three");
        assertThat(credentials.secretOf("other")).isEmpty();
        assertThat(credentials).hasToString("[team-*, team-a-*, team-a-x]");
        assertThat(Credentials.parse("emulator-*:s").exampleAccessKey()).isEqualTo(KEY);
        assertThat(Credentials.parse("emulator-*:s").exampleSecret()).isEqualTo("s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "key",
                "key:",
                ":top-secret",
                "a:top-secret,",
                "a b:top-secret",
                "a*b:top-secret",
                "a:x,a:top-secret"
            })
    void wrongCredentialsAreToldWithoutTheSecret(String text) {
        assertThatThrownBy(() -> Credentials.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed is")
                .message()
                .doesNotContain("top-secret");
    }
}
