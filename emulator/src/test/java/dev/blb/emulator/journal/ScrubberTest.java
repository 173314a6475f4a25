package dev.blb.emulator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is hidden in bodies. */
class ScrubberTest {
    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("{\"secretKey\":\"S3CRET\",\"a\":1}", "{\"secretKey\":\"(hidden)\",\"a\":1}"),
                Arguments.of("{\"password\" : \"S3\\\"CRET\\\\\",\"a\":1}", "{\"password\" : \"(hidden)\",\"a\":1}"),
                Arguments.of("{\"password\":3,\"a\":1}", "{\"password\":(hidden),\"a\":1}"),
                Arguments.of("{\"password\":3}", "{\"password\":(hidden)}"),
                Arguments.of(
                        "{\"password\":[\"A\",\"S3]\\\"CRET\",{\"b\":\"S3CRET\"}],\"a\":1}",
                        "{\"password\":(hidden),\"a\":1}"),
                Arguments.of("{\"password\":\n\"S3CRET\"}", "{\"password\":\n\"(hidden)\"}"),
                Arguments.of("{\"password\":\"S3CRET", "{\"password\":\"(hidden)\""),
                Arguments.of("{\"password\":", "{\"password\":(hidden)"),
                // JSON that is a text in JSON.
                Arguments.of(
                        "{\"d\":\"{\\\"password\\\":\\\"S3CRET\\\"}\",\"a\":1}",
                        "{\"d\":\"{\\\"password\\\":\\\"(hidden)\\\"}\",\"a\":1}"),
                Arguments.of(
                        "{\"d\":\"{\\\"password\\\"\\n:\\n\\\"S3,CRET\\\"}\",\"a\":1}",
                        "{\"d\":\"{\\\"password\\\"\\n:\\n\\\"(hidden)\\\"}\",\"a\":1}"),
                Arguments.of(
                        "{\"d\":\"{\\u0022password\\u0022:\\u0022S3CRET\\u0022}\",\"a\":1}",
                        "{\"d\":\"{\\u0022password\\u0022:(hidden)\",\"a\":1}"),
                // YAML.
                Arguments.of("a: 1\nsecretKey: S3,CRET}X\nb: 2", "a: 1\nsecretKey: (hidden)\nb: 2"),
                Arguments.of("- secretKey: 'it''s-S3CRET'\n  b: 2", "- secretKey: '(hidden)'\n  b: 2"),
                Arguments.of(
                        "{accessKey: k, 'secretKey': S3CRET, b: 2}", "{accessKey: k, 'secretKey': (hidden), b: 2}"),
                Arguments.of("- {secretKey: S3CRET, b: 2}\n- c", "- {secretKey: (hidden)\n- c"),
                Arguments.of(
                        "c:\n- id: x\n  privateKey: |\n    S3CRET\n\n      S3CRET\n\n  b: 2",
                        "c:\n- id: x\n  privateKey: (hidden)\n\n  b: 2"),
                Arguments.of("- privateKey: |-\n   S3CRET\n", "- privateKey: (hidden)\n"),
                Arguments.of("privateKey:\n  S3CRET\n  S3CRET\nb: 2", "privateKey:\n  (hidden)\nb: 2"),
                Arguments.of("privateKey: >\r\n  S3CRET\r\nb: 2", "privateKey: (hidden)\nb: 2"),
                // Nothing to hide.
                Arguments.of("{\"keys\":[{\"accessKey\":\"k\"}],\"passwords\":1}", ""));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void secretsAreHiddenAndTheRestIsShown(String body, String shown) {
        assertThat(Scrubber.withoutSecrets(body))
                .isEqualTo(shown.isEmpty() ? body : shown)
                .doesNotContain("S3", "CRET");
    }

    /** Bodies are cut anywhere, and callers send anything. */
    @Test
    void noMixtureOfPartsIsTooMuch() {
        String[] parts = {
            "password",
            "privateKey",
            "\"",
            "'",
            "''",
            "\\",
            "\\\\\"",
            "\\u0022",
            ":",
            ": ",
            "|",
            "\n",
            "\r\n",
            "  ",
            "-",
            "{",
            "[",
            "}",
            "]",
            ",",
            "x"
        };
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder();
            for (int part = random.nextInt(30); part >= 0; part--) {
                body.append(parts[random.nextInt(parts.length)]);
            }
            assertThatCode(() -> Scrubber.withoutSecrets(body.toString()))
                    .as("%s", body)
                    .doesNotThrowAnyException();
        }
    }
}
