package dev.blb.contract.client;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.client.Credentials;
import dev.blb.client.Signer;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What our client signs, our emulator accepts; with any signed character changed, it refuses. They share no class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignatureAgreementTest {
    private static final Credentials CREDENTIALS = new Credentials("emulator-agreement", "emulator-secret-key-0001");
    private static final String UNRESERVED = "abcXYZ019-._~";
    private static final String PRINTABLE = "abcXYZ019-._~!$'()*,:;=@/?+\"<>[]{}|^`\\ ";
    private static final String WIDE = "é网😀";

    private final Random random = new Random(20261123);
    private final BlbEmulator emulator = BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0));

    @AfterAll
    void stop() {
        emulator.close();
    }

    /** A request as it is sent; header names in any case. */
    private record Request(String target, Map<String, String> headers) {}

    @Test
    void aThousandRandomRequestsAreAccepted() throws IOException {
        for (int i = 0; i < 1000; i++) {
            Request request = randomRequest();
            assertThat(send(request, authorization(request)))
                    .as(request.toString())
                    .contains("\"code\":\"InstanceNotFound\"");
        }
    }

    @Test
    void everyChangedCharacterOfASignedPartIsRefused() throws IOException {
        Request request = new Request(
                "/v1/blb/lb-00000000?name=web%20one&type=normal",
                Map.of("x-bce-content", "2024-01-02T03:04:05Z/a=b", "x-bce-note", "signed too"));
        String authorization = authorization(request);
        assertThat(send(request, authorization)).contains("InstanceNotFound");

        String target = request.target();
        int checked = 0;
        // From the first character of the id: before it, a changed path is no path of the API.
        for (int i = "/v1/blb/".length(); i < target.length(); i++) {
            if ("?%&=".indexOf(target.charAt(i)) < 0 && (i == 0 || target.charAt(i - 1) != '%')) {
                refused(new Request(changed(target, i), request.headers()), authorization);
                checked++;
            }
        }
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            for (int i = 0; i < header.getValue().length(); i++) {
                Map<String, String> headers = new LinkedHashMap<>(request.headers());
                headers.put(header.getKey(), changed(header.getValue(), i));
                if (!headers.get(header.getKey()).isBlank()) {
                    refused(new Request(target, headers), authorization);
                    checked++;
                }
            }
        }
        // The signature itself: its last 64 characters.
        for (int i = authorization.length() - 64; i < authorization.length(); i++) {
            refused(request, changed(authorization, i));
            checked++;
        }
        assertThat(checked).isGreaterThan(120);
    }

    private void refused(Request request, String authorization) throws IOException {
        assertThat(send(request, authorization))
                .as(request + " " + authorization)
                .contains("\"code\":\"SignatureDoesNotMatch\"");
    }

    private static String changed(String text, int index) {
        char replacement = text.charAt(index) == '7' ? '3' : '7';
        return text.substring(0, index) + replacement + text.substring(index + 1);
    }

    private Request randomRequest() {
        StringBuilder target = new StringBuilder("/v1/blb/lb-").append(escaped(text(UNRESERVED + WIDE, 1, 12)));
        for (int i = random.nextInt(5); i > 0; i--) {
            target.append(target.indexOf("?") < 0 ? '?' : '&').append(escaped(text(UNRESERVED + WIDE + "/+ ", 1, 8)));
            if (random.nextInt(4) > 0) {
                target.append('=').append(escaped(text(PRINTABLE + WIDE, 0, 12)));
            }
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.put(
                    (random.nextBoolean() ? "x-bce-" : "X-Bce-") + "h" + i,
                    text(PRINTABLE, 1, 20).strip() + "v");
        }
        if (random.nextBoolean()) {
            headers.put("Content-Type", "application/json;charset=utf-8");
        }
        return new Request(target.toString(), headers);
    }

    private String text(String alphabet, int min, int max) {
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    // Some escapes are in lower case, and some unreserved characters are escaped, as clients do.
    private String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xff);
            if (UNRESERVED.indexOf(character) >= 0 && random.nextInt(5) > 0) {
                escaped.append(character);
            } else {
                escaped.append(
                        random.nextBoolean()
                                ? "%%%02X".formatted((int) character)
                                : "%%%02x".formatted((int) character));
            }
        }
        return escaped.toString();
    }

    private String authorization(Request request) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.put("Host", host());
        return Signer.sign(
                        "GET",
                        URI.create(emulator.baseUri() + request.target()),
                        headers,
                        random.nextBoolean() ? headers.keySet() : Set.of(),
                        CREDENTIALS,
                        Instant.now(),
                        Duration.ofMinutes(30))
                .authorization();
    }

    private String host() {
        return emulator.baseUri().getHost() + ":" + emulator.baseUri().getPort();
    }

    private String send(Request request, String authorization) throws IOException {
        StringBuilder text = new StringBuilder("GET " + request.target() + " HTTP/1.1\r\nHost: " + host()
                + "\r\nConnection: close\r\nAuthorization: " + authorization + "\r\n");
        request.headers().forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        try (Socket socket =
                new Socket(emulator.baseUri().getHost(), emulator.baseUri().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
