package dev.blb.emulator.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a named {@code encryptionType} stands for in answers.
 *
 * @param protocols the protocols by the wire's names
 * @param ciphers the cipher names joined by colons
 */
record TlsPolicy(List<String> protocols, String ciphers) {
    /** The type that takes protocols and ciphers as given. The misspelling is the wire's. */
    static final String USER_DEFINED = "userDefind";

    /** Every protocol that a type of the user's own may take. */
    static final List<String> PROTOCOLS = List.of("tlsv10", "tlsv11", "tlsv12", "sslv3");

    /** Every accepted type; the last two are the older names of [py][tf]. */
    static final String[] NAMES = {
        "tls_cipher_policy_default",
        "tls_cipher_policy_1_1",
        "tls_cipher_policy_1_2",
        "tls_cipher_policy_1_2_secure",
        USER_DEFINED,
        "compatibleIE",
        "incompatibleIE"
    };

    private static final String SECURE = secureCiphers();
    private static final String ALL = SECURE
            + ":AES128-GCM-SHA256:AES256-SHA:AES128-SHA:AES256-GCM-SHA384:AES256-SHA256:AES128-SHA256:DES-CBC3-SHA";

    // [seed] shows the default and the secure row; the others are assumptions [m17].
    private static final Map<String, TlsPolicy> POLICIES = Map.of(
            "tls_cipher_policy_default", new TlsPolicy(List.of("tlsv10", "tlsv11", "tlsv12"), ALL),
            "tls_cipher_policy_1_1", new TlsPolicy(List.of("tlsv11", "tlsv12"), ALL),
            "tls_cipher_policy_1_2", new TlsPolicy(List.of("tlsv12"), ALL),
            "tls_cipher_policy_1_2_secure", new TlsPolicy(List.of("tlsv12"), SECURE),
            "compatibleIE", new TlsPolicy(List.of("tlsv10", "tlsv11", "tlsv12"), ALL),
            "incompatibleIE", new TlsPolicy(List.of("tlsv11", "tlsv12"), ALL));

    /** The policy of a type other than {@link #USER_DEFINED}. */
    static TlsPolicy of(String encryptionType) {
        TlsPolicy policy = POLICIES.get(encryptionType);
        if (policy == null) {
            throw new IllegalArgumentException(encryptionType + " has no policy");
        }
        return policy;
    }

    private static String secureCiphers() {
        List<String> ciphers = new ArrayList<>();
        for (String key : List.of("ECDSA", "RSA")) {
            for (String rest : List.of(
                    "AES256-GCM-SHA384",
                    "AES256-SHA384",
                    "AES256-SHA",
                    "AES128-GCM-SHA256",
                    "AES128-SHA256",
                    "AES128-SHA")) {
                ciphers.add("ECDHE-" + key + "-" + rest);
            }
        }
        return String.join(":", ciphers);
    }
}
