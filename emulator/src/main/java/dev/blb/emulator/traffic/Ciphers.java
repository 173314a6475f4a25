package dev.blb.emulator.traffic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cipher suites and protocols of TLS listeners by the API's names, and the names that Java has for them. */
public final class Ciphers {
    private static final Map<String, String> PROTOCOLS =
            Map.of("sslv3", "SSLv3", "tlsv10", "TLSv1", "tlsv11", "TLSv1.1", "tlsv12", "TLSv1.2");

    private static final Map<String, String> JAVA = new LinkedHashMap<>();

    static {
        for (String exchange :
                List.of("ECDHE-ECDSA", "ECDHE-RSA", "DHE-RSA", "DHE-DSS", "ECDH-RSA", "ECDH-ECDSA", "")) {
            String prefix = exchange.isEmpty() ? "" : exchange + "-";
            String iana = "TLS_" + (exchange.isEmpty() ? "RSA" : exchange.replace('-', '_')) + "_WITH_";
            for (int bits : new int[] {256, 128}) {
                String mac = bits == 256 ? "SHA384" : "SHA256";
                JAVA.put(prefix + "AES" + bits + "-GCM-" + mac, iana + "AES_" + bits + "_GCM_" + mac);
                // Only suites with elliptic curves pair AES-256-CBC with SHA-384.
                String cbcMac = exchange.startsWith("EC") ? mac : "SHA256";
                JAVA.put(prefix + "AES" + bits + "-" + cbcMac, iana + "AES_" + bits + "_CBC_" + cbcMac);
                JAVA.put(prefix + "AES" + bits + "-SHA", iana + "AES_" + bits + "_CBC_SHA");
            }
            // Suites that are older than TLS have Java's name of that time.
            String old = exchange.startsWith("EC") ? iana : iana.replaceFirst("TLS", "SSL");
            JAVA.put(prefix + "DES-CBC3-SHA", old + "3DES_EDE_CBC_SHA");
            JAVA.put(prefix + "RC4-SHA", old + "RC4_128_SHA");
        }
        JAVA.put("EDH-RSA-DES-CBC3-SHA", "SSL_DHE_RSA_WITH_3DES_EDE_CBC_SHA");
        JAVA.put("RC4-MD5", "SSL_RSA_WITH_RC4_128_MD5");
        JAVA.put("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
        JAVA.put("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    }

    private Ciphers() {}

    /** Java's name of a protocol; empty for one that the API does not have. */
    public static Optional<String> protocol(String apiName) {
        return Optional.ofNullable(PROTOCOLS.get(apiName));
    }

    /** The suites of a policy that names none: all that are known, without RC4 (assumption). */
    public static List<String> platform() {
        return JAVA.keySet().stream().filter(name -> !name.contains("RC4")).toList();
    }

    /** Java's name of a suite, mostly IANA's; empty if neither OpenSSL's nor IANA's name is known. */
    public static Optional<String> suite(String openSslName) {
        String java = JAVA.get(openSslName);
        return java == null && openSslName.startsWith("TLS_") ? Optional.of(openSslName) : Optional.ofNullable(java);
    }
}
