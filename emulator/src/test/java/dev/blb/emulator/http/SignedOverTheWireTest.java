package dev.blb.emulator.http;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.http.RawHttp.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures cover header values as they are sent, whatever the web server knows or remembers of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedOverTheWireTest {
    private static final String KEY = "emulator-wire-0001";

    private final BlbEmulator emulator = BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0));

    @AfterAll
    void stop() {
        emulator.close();
    }

    /** A signed GET of the list with these headers, all of them signed. */
    private static String signed(Map<String, String> headers) {
        String prefix = "bce-auth-v1/" + KEY + "/" + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "/1800";
        Map<String, String> byName = new TreeMap<>();
        headers.forEach(
                (name, value) -> byName.put(name.toLowerCase(Locale.ROOT), BceV1Signature.encode(value.trim(), false)));
        String lines = byName.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue())
                .collect(Collectors.joining("\n"));
        String signature = BceV1Signature.sign(
                BceV1Signature.signingKey("emulator-secret-key-0001", prefix), "GET\n/v1/blb\n\n" + lines);
        return "GET /v1/blb HTTP/1.1\r\n"
                + headers.entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                        .collect(Collectors.joining())
                + "Authorization: " + prefix + "/" + String.join(";", byName.keySet()) + "/" + signature + "\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;charset=utf-8",
                "application/json;charset=UTF-8",
                "application/json; charset=utf-8",
                "Application/JSON",
                "application/json ;  charset=\"utf-8\"",
                "text/html;charset=UTF-8",
                "APPLICATION/X-WWW-FORM-URLENCODED"
            })
    void anySpellingOfAContentTypeIsVerifiedAsSent(String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", "127.0.0.1:" + emulator.baseUri().getPort());
        headers.put("Content-Type", type);
        try (RawHttp connection = new RawHttp(emulator.baseUri())) {
            Answer answer = connection.send(signed(headers)).answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void valuesThatDifferInCaseOnlyAreKeptApartOnOneConnection() {
        try (RawHttp connection = new RawHttp(emulator.baseUri())) {
            for (String value : Stream.of("Abc", "abc", "ABC", "Abc").toList()) {
                Map<String, String> headers = new LinkedHashMap<>();
                headers.put("Host", value + ".Example.COM");
                headers.put("Content-Type", "text/" + value);
                headers.put("x-bce-meta", value);
                headers.put("Accept-Encoding", "GZIP, " + value);
                Answer answer = connection.send(signed(headers)).answer();
                assertThat(answer.status()).as(value + answer.body()).isEqualTo(200);
            }
        }
    }

    @Test
    void thousandsOfSignedNamesAreRefusedAsAShape() {
        String names = "a;".repeat(3_900) + "a";
        try (RawHttp connection = new RawHttp(emulator.baseUri())) {
            Answer answer = connection
                    .send("GET /v1/blb HTTP/1.1\r\nHost: x\r\nAuthorization: bce-auth-v1/" + KEY
                            + "/2024-01-02T03:04:05Z/1800/" + names + "/x\r\n\r\n")
                    .answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("InvalidHTTPAuthHeader", "3901 names");
        }
    }
}
