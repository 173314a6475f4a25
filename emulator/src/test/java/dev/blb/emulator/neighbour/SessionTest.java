package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.http.RawHttp;
import dev.blb.emulator.http.SignedHttp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Temporary keys are keys of the account that asks for them, with its rights, until they expire by the emulator's clock. */
class SessionTest {
    private static final String TOKEN = "x-bce-security-token";
    private static final String CREATE = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final BlbEmulator emulator = TestEmulator.start(Settings.DEFAULTS.with(PORT, 0), clock);
    private final SignedHttp owner =
            SignedHttp.of(emulator.baseUri(), "emulator-owner").by(clock::instant);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private SignedHttp session(JsonNode key) {
        return owner.as(
                key.path("accessKeyId").asText(),
                key.path("secretAccessKey").asText(),
                key.path("sessionToken").asText());
    }

    @Test
    void aSessionTokenIsAKeyOfTheAccountUntilItExpires() {
        String blbId = owner.ok("POST", "/v1/blb", CREATE).path("blbId").asText();

        JsonNode key = owner.ok("POST", "/v1/sessionToken?durationSeconds=600", "");
        SignedHttp session = session(key);

        assertThat(key.path("createTime").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(key.path("expiration").asText()).isEqualTo("2026-01-01T00:10:00Z");
        assertThat(session.ok("GET", "/v1/blb/" + blbId, "").path("blbId").asText())
                .isEqualTo(blbId);
        String mine = session.ok("POST", "/v1/blb", CREATE).path("blbId").asText();
        assertThat(owner.ok("GET", "/v1/blb/" + mine, "").path("blbId").asText())
                .isEqualTo(mine);
        clock.advance(Duration.ofSeconds(599));
        session.ok("GET", "/v1/blb", "");
        clock.advance(Duration.ofSeconds(1));
        assertThat(session.refused("InvalidSessionToken", "GET", "/v1/blb", ""))
                .contains("expired at 2026-01-01T00:10:00Z");
        owner.ok("GET", "/v1/blb", "");
    }

    @Test
    void anAssumedRoleEndsAfterTwoHoursAtMost() {
        JsonNode key = owner.ok("POST", "/v1/credential?assumeRole&accountId=a1&roleName=deployer", "");

        assertThat(key.path("expiration").asText()).isEqualTo("2026-01-01T02:00:00Z");
        assertThat(key.path("roleId").asText()).isNotEmpty();
        session(key).ok("GET", "/v1/blb", "");
        clock.advance(Duration.ofHours(2));
        session(key).refused("InvalidSessionToken", "GET", "/v1/blb", "");
        assertThat(owner.refused(
                        "InvalidParameter",
                        "POST",
                        "/v1/credential?assumeRole&accountId=a1&roleName=deployer&durationSeconds=7201",
                        ""))
                .contains("durationSeconds", "7201", "7200");
    }

    @Test
    void aTemporaryKeyNeedsItsOwnToken() {
        JsonNode key = owner.ok("POST", "/v1/sessionToken", "{}");
        JsonNode other = owner.ok("POST", "/v1/sessionToken", "{}");
        String secret = key.path("secretAccessKey").asText();
        String accessKey = key.path("accessKeyId").asText();

        for (String token :
                new String[] {"", "wrong", other.path("sessionToken").asText()}) {
            assertThat(owner.as(accessKey, secret, token).refused("InvalidSessionToken", "GET", "/v1/blb", ""))
                    .contains(accessKey, "x-bce-security-token");
        }
        owner.as(
                        accessKey,
                        other.path("secretAccessKey").asText(),
                        key.path("sessionToken").asText())
                .refused("SignatureDoesNotMatch", "GET", "/v1/blb", "");
        session(key).ok("GET", "/v1/blb", "");
    }

    @Test
    void theTokenMayStandInTheQuery() {
        JsonNode key = owner.ok("POST", "/v1/sessionToken", "{}");
        String token = key.path("sessionToken").asText();
        SignedHttp withoutHeader = owner.as(
                key.path("accessKeyId").asText(), key.path("secretAccessKey").asText(), "");
        String target = "/v1/blb?" + TOKEN + "=" + encoded(token);
        String other = "/v1/blb?" + TOKEN + "="
                + encoded(owner.ok("POST", "/v1/sessionToken", "{}")
                        .path("sessionToken")
                        .asText());

        assertThat(withoutHeader.ok("GET", target, "").has("blbList")).isTrue();
        assertThat(session(key).ok("GET", target, "").has("blbList")).isTrue();
        assertThat(withoutHeader.refused("InvalidSessionToken", "GET", other, ""))
                .contains(
                        key.path("accessKeyId").asText(),
                        "the header or the query parameter x-bce-security-token must hold its session token");
        // Of two tokens a wrong one is a mistake of the caller, whatever the other one is.
        session(key).refused("InvalidSessionToken", "GET", other, "");
        withoutHeader
                .as(
                        key.path("accessKeyId").asText(),
                        key.path("secretAccessKey").asText(),
                        "wrong")
                .refused("InvalidSessionToken", "GET", target, "");
        withoutHeader.refused("InvalidSessionToken", "GET", "/v1/blb?" + TOKEN + "=", "");
    }

    @Test
    void aPreSignedUrlHasItsTokenInTheQueryAndSignsIt() {
        JsonNode key = owner.ok("POST", "/v1/sessionToken", "{}");
        SignedHttp withoutHeader = owner.as(
                key.path("accessKeyId").asText(), key.path("secretAccessKey").asText(), "");
        String token = encoded(key.path("sessionToken").asText());
        String signed = "/v1/blb?" + TOKEN + "=" + token;
        String authorization = encoded(withoutHeader.authorization("GET", signed));

        assertThat(sent(signed + "&authorization=" + authorization)).contains("\"blbList\"");
        assertThat(sent("/v1/blb?authorization=" + authorization + "&" + TOKEN + "=" + token))
                .contains("\"blbList\"");
        assertThat(sent("/v1/blb?authorization=" + authorization)).contains("SignatureDoesNotMatch");
        assertThat(sent(signed + "x&authorization=" + authorization)).contains("SignatureDoesNotMatch");
        assertThat(sent(signed + "&authorization=" + encoded(withoutHeader.authorization("GET", "/v1/blb"))))
                .contains("SignatureDoesNotMatch");
    }

    @Test
    void aTokenInTheQueryIsShownNowhereAndTheCallCanBeSentAgainWithItInTheHeader() {
        JsonNode key = owner.ok("POST", "/v1/sessionToken", "{}");
        String token = key.path("sessionToken").asText();
        SignedHttp withoutHeader = owner.as(
                key.path("accessKeyId").asText(), key.path("secretAccessKey").asText(), "");
        for (String name : new String[] {TOKEN, "x%2Dbce-security-token"}) {
            withoutHeader.ok("GET", "/v1/blb?maxKeys=7&" + name + "=" + encoded(token), "");

            String calls = owner.ok("GET", "/_blb/requests?limit=1&operation=DescribeBlbs", "")
                            .toString()
                    + owner.ok("GET", "/_blb/requests.har?limit=1", "");
            assertThat(calls).contains("x-bce-security-token=(hidden)").doesNotContain(token, encoded(token));

            String id = owner.ok("GET", "/_blb/requests?limit=1&operation=DescribeBlbs", "")
                    .at("/requests/0/id")
                    .asText();
            String curl =
                    owner.ok("GET", "/_blb/requests/" + id, "").path("curl").asText();
            assertThat(curl).contains("/v1/blb?maxKeys=7'").doesNotContain(TOKEN);
            String authorization = curl.replaceFirst("(?s).*'Authorization: ([^']+)'.*", "$1");
            assertThat(sent("/v1/blb?maxKeys=7", "Authorization: " + authorization, TOKEN + ": " + token))
                    .contains("\"maxKeys\":7");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The answer to a GET that has these headers besides the usual ones. */
    private String sent(String target, String... headers) {
        String more =
                String.join("", Stream.of(headers).map(each -> each + "\r\n").toList());
        try (RawHttp connection = new RawHttp(emulator.baseUri())) {
            return connection
                    .send("GET " + target + " HTTP/1.1\r\nhost: " + owner.host()
                            + "\r\ncontent-type: application/json\r\n" + more + "\r\n")
                    .answer()
                    .body();
        }
    }

    @Test
    void anExpiredKeyIsForgottenWithTheNextOne() {
        JsonNode first = owner.ok("POST", "/v1/sessionToken?durationSeconds=1", "");
        clock.advance(Duration.ofSeconds(2));

        owner.ok("POST", "/v1/sessionToken", "");

        session(first).refused("InvalidAccessKeyId", "GET", "/v1/blb", "");
    }

    @Test
    void noKeyGivesWayToAnotherOne() {
        // Step by step: a seed of so many new keys takes long on a busy machine.
        for (int count = 24; count < 500; count += 25) {
            String declared = IntStream.range(0, count)
                    .mapToObj(i -> "{accessKey: temporary-" + i
                            + ", secretKey: secret, sessionToken: token, expiresAt: \"2026-01-01T0" + (i == 7 ? 1 : 2)
                            + ":00:00Z\"}")
                    .collect(Collectors.joining(", "));
            owner.ok("POST", "/_blb/seed", "accounts: [{account: emulator-owner, keys: [" + declared + "]}]");
        }
        JsonNode last = owner.ok("POST", "/v1/sessionToken", "");

        for (String path :
                new String[] {"/v1/sessionToken", "/v1/credential?assumeRole&accountId=a1&roleName=deployer"}) {
            assertThat(owner.refused("QuotaExceeded", "POST", path, ""))
                    .contains("emulator-owner", "500 temporary keys", "2026-01-01T01:00:00Z");
        }
        owner.as("temporary-0", "secret", "token").ok("GET", "/v1/blb", "");
        session(last).ok("GET", "/v1/blb", "");
        clock.advance(Duration.ofHours(1));
        JsonNode next = owner.ok("POST", "/v1/sessionToken", "");
        session(next).ok("GET", "/v1/blb", "");
        owner.as("temporary-0", "secret", "token").ok("GET", "/v1/blb", "");
        owner.refused("QuotaExceeded", "POST", "/v1/sessionToken", "");
    }
}
