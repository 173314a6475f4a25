package dev.blb.emulator.http;

import dev.blb.emulator.http.SignerMistakes.Mistake;
import dev.blb.emulator.settings.Credentials;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Explains a signature that does not match: which usual mistake of a signer would have made it. If several would, the first row
 * of {@link SignerMistakes} is named.
 *
 * <p>What it reports holds no secret, no signature and no security token, and no line that the client made up.
 */
final class SignatureDiagnosis {
    private static final Pattern TOKEN_HEADER = Pattern.compile("(?m)^x-bce-security-token:.*$");
    private static final Pattern TOKEN_QUERY = Pattern.compile("x-bce-security-token=[^&\\n]*");
    private static final int MAX_SHOWN = 4000;

    private final Authorization authorization;
    private final SignerMistakes mistakes;

    /**
     * Of a request whose signature is not the one computed here.
     *
     * @param prefix the setting {@code --path-prefix}
     */
    SignatureDiagnosis(
            SignedRequest request,
            Authorization authorization,
            String secret,
            Credentials credentials,
            Optional<String> prefix) {
        this.authorization = authorization;
        this.mistakes = new SignerMistakes(request, authorization, secret, credentials, prefix);
    }

    /** What to log: the canonical request as it should be signed, and the sentence that explains the signature. */
    String report(String canonical, String explanation) {
        String shown = TOKEN_QUERY
                .matcher(TOKEN_HEADER.matcher(canonical).replaceAll("x-bce-security-token:(hidden)"))
                .replaceAll("x-bce-security-token=(hidden)");
        return "signature of " + authorization.accessKey() + " does not match. "
                + explanation
                + " Canonical request as computed here:\n    "
                + cut(shown.replace("\r", "").replace("\n", "\n    "));
    }

    /** The mistake in a sentence, or what is left if none explains the signature. */
    String explanation() {
        return mistakes.all()
                .filter(each -> each.signature().get().equals(authorization.signature()))
                .map(Mistake::name)
                .findFirst()
                .map(name -> "Likely mistake: " + name + ".")
                .orElseGet(this::likelyCause);
    }

    private String likelyCause() {
        // What was signed for these is not known here, so no signature could be compared.
        String absent = mistakes.absent();
        return absent.isEmpty()
                ? "No usual mistake of a signer explains it; most likely it was made with another secret than that of "
                        + authorization.accessKey() + "."
                : absent
                        + " is listed in signedHeaders, and did not arrive or has no value: send each header that is signed, and let no"
                        + " proxy take it away.";
    }

    /** A caller decides how long its request is, and the log shall stay readable. */
    private static String cut(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
