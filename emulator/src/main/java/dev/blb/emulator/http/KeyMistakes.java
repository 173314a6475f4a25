package dev.blb.emulator.http;

import static dev.blb.emulator.http.BceV1Signature.hmacHex;
import static dev.blb.emulator.http.BceV1Signature.signingKey;

import dev.blb.emulator.http.SignerMistakes.Mistake;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The usual mistakes of a signer with the secret, the signing key and the two steps of the signature, one row each. */
final class KeyMistakes {
    private static final String SWAPPED = "the key and the text of an HMAC were swapped: of ";

    /** How long signatures usually count, in seconds. */
    private static final List<String> EXPIRIES =
            List.of("60", "300", "600", "900", "1800", "3600", "7200", "43200", "86400");

    private final String accessKey;
    private final String prefix;
    private final String secret;
    private final String canonical;

    /**
     * With a right canonical request.
     *
     * @param authorization as it was sent
     */
    KeyMistakes(Authorization authorization, String secret, String canonical) {
        this.accessKey = authorization.accessKey();
        this.prefix = authorization.prefix();
        this.secret = secret;
        this.canonical = canonical;
    }

    /** The rows. */
    Stream<Mistake> all() {
        return Stream.of(steps(), expiries(), readings()).flatMap(each -> each);
    }

    private Stream<Mistake> steps() {
        return Stream.of(
                new Mistake(
                        "the raw bytes of the signing key were used instead of its hex text",
                        () -> hmacHex(BceV1Signature.hmac(bytes(secret), prefix), canonical)),
                new Mistake("the secret itself was used as the signing key", () -> sign(secret)),
                new Mistake("the access key was used as the secret", () -> sign(signingKey(accessKey, prefix))),
                new Mistake(
                        "the signature was written in upper-case hex",
                        () -> upperCased(sign(signingKey(secret, prefix)))),
                new Mistake(
                        "the signing key was used in upper-case hex",
                        () -> sign(upperCased(signingKey(secret, prefix)))),
                new Mistake(SWAPPED + "the signing key", () -> sign(swappedKey())),
                new Mistake(SWAPPED + "the signature", () -> swapped(signingKey(secret, prefix))),
                new Mistake(SWAPPED + "both", () -> swapped(swappedKey())));
    }

    private Stream<Mistake> expiries() {
        int end = prefix.lastIndexOf('/') + 1;
        String sent = prefix.substring(end);
        return EXPIRIES.stream()
                .filter(each -> !each.equals(sent))
                .map(each -> new Mistake(
                        "the signing key was made for " + each + " seconds, and the authorization says "
                                + SignerMistakes.shown(sent),
                        () -> sign(signingKey(secret, prefix.substring(0, end) + each))));
    }

    private Stream<Mistake> readings() {
        return Stream.of(
                        Map.entry("with a newline at its end", secret + "\n"),
                        Map.entry("with a carriage return and a newline at its end", secret + "\r\n"),
                        Map.entry("with a carriage return at its end", secret + "\r"),
                        Map.entry("with a blank at its end", secret + " "),
                        Map.entry("with a tab at its end", secret + "\t"),
                        Map.entry("with a blank at its begin", " " + secret),
                        Map.entry("with a newline at its begin", "\n" + secret),
                        Map.entry("with a blank at its begin and its end", " " + secret + " "),
                        Map.entry("with quotes around it", "\"" + secret + "\""),
                        Map.entry("with quotes around it", "'" + secret + "'"),
                        Map.entry("without the blanks around it", secret.strip()))
                .map(reading -> new Mistake(
                        "the secret was read " + reading.getKey(), () -> sign(signingKey(reading.getValue(), prefix))));
    }

    private String sign(String key) {
        return BceV1Signature.sign(key, canonical);
    }

    private String swappedKey() {
        return hmacHex(bytes(prefix), secret);
    }

    private String swapped(String key) {
        return hmacHex(bytes(canonical), key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String upperCased(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
