package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.client.Signer.Signature;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Credentials CREDENTIALS =
            new Credentials("emulator-access-key-0001", "emulator-secret-key-0001");
    private static final Instant DATE = Instant.parse("2024-01-02T03:04:05Z");

    static Stream<JsonNode> vectors() {
        return TestData.list("/signature-vectors.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void reproducesTheOfficialSigner(JsonNode vector) throws Exception {
        Signature signature = Signer.sign(
                vector.get("method").textValue(),
                URI.create("http://localhost" + vector.get("target").textValue()),
                MAPPER.convertValue(vector.get("headers"), new TypeReference<Map<String, String>>() {}),
                MAPPER.convertValue(vector.get("signedHeaders"), new TypeReference<Set<String>>() {}),
                CREDENTIALS,
                DATE,
                Duration.ofSeconds(vector.get("validitySeconds").longValue()));

        assertThat(signature.authorization())
                .isEqualTo(vector.get("authorization").textValue());
        byte[] canonical = signature.canonicalRequest().getBytes(StandardCharsets.UTF_8);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical)))
                .isEqualTo(vector.get("canonicalSha256").textValue());
    }

    @ParameterizedTest
    @CsvSource({
        "/a%20b,                '/a%20b\n'",
        "/%7euser/%e4%b8%ad,    '/~user/%E4%B8%AD\n'",
        "/a+b?c+d=e+f,          '/a%2Bb\nc%2Bd=e%2Bf'",
        "/?b=2&a=1&a=0,         '/\na=0&a=1&b=2'",
        "/?authorization=x&z,   '/\nz='",
        "/?a=b=c&&d,            '/\na=b%3Dc&d='",
        "/?%61=%2F/,            '/\na=%2F%2F'",
    })
    void canonicalFormOfPathAndQuery(String target, String expected) {
        String canonical = sign(URI.create("http://localhost" + target), Map.of("host", "h"), CREDENTIALS, DATE)
                .canonicalRequest();

        assertThat(canonical).isEqualTo("GET\n" + expected + "\nhost:h");
    }

    @Test
    void timeIsWrittenToTheSecond() {
        assertThat(Signer.timestamp(DATE.plusNanos(987_654_321))).isEqualTo("2024-01-02T03:04:05Z");
        assertThat(Signer.timestamp(Instant.parse("2024-01-02T03:04:00Z"))).isEqualTo("2024-01-02T03:04:00Z");
    }

    @Test
    void everyPartOfTheRequestCounts() {
        URI uri = URI.create("http://localhost/v1/blb?name=a");
        Map<String, String> headers = Map.of("host", "h", "x-bce-date", "d");
        String signed = sign(uri, headers, CREDENTIALS, DATE).authorization();

        assertThat(Stream.of(
                        sign(URI.create("http://localhost/v1/blc?name=a"), headers, CREDENTIALS, DATE),
                        sign(URI.create("http://localhost/v1/blb?name=b"), headers, CREDENTIALS, DATE),
                        sign(uri, Map.of("host", "i", "x-bce-date", "d"), CREDENTIALS, DATE),
                        sign(uri, Map.of("host", "h", "x-bce-date", "d", "x-bce-more", "m"), CREDENTIALS, DATE),
                        sign(uri, headers, new Credentials(CREDENTIALS.accessKeyId(), "other"), DATE),
                        sign(uri, headers, CREDENTIALS, DATE.plusSeconds(1))))
                .extracting(Signature::authorization)
                .doesNotContain(signed)
                .doesNotHaveDuplicates();
    }

    private static Signature sign(URI uri, Map<String, String> headers, Credentials credentials, Instant date) {
        return Signer.sign("GET", uri, headers, Set.of(), credentials, date, Duration.ofMinutes(30));
    }
}
