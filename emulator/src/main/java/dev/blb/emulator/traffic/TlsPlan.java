package dev.blb.emulator.traffic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener ends TLS.
 *
 * @param protocols by the API's names: {@code tlsv10}, {@code tlsv11}, {@code tlsv12}, {@code sslv3}
 * @param ciphers by OpenSSL's names, preferred ones first
 * @param certificate what clients see that name no other host
 * @param byHost further certificates by host, exact or {@code *.} and a domain [doc:extension-domain]
 * @param clientAuthority whose client certificates are accepted and demanded, or null if none is demanded
 */
public record TlsPlan(
        List<String> protocols,
        List<String> ciphers,
        CertificatePlan certificate,
        List<HostCertificate> byHost,
        @Nullable AuthorityPlan clientAuthority) {
    /** A plan; its lists are copied. */
    public TlsPlan {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
        byHost = List.copyOf(byHost);
    }

    /**
     * A certificate.
     *
     * @param id its id in the API
     * @param chainPem its chain as PEM, its own certificate first; null if one shall be made
     * @param keyPem its private key as PEM; null if one shall be made
     * @param names the hosts and addresses that a made certificate is for
     */
    public record CertificatePlan(
            String id, @Nullable String chainPem, @Nullable String keyPem, List<String> names) {
        /** A certificate; its names are copied. */
        public CertificatePlan {
            names = List.copyOf(names);
        }

        @Override
        public String toString() {
            return "certificate " + id;
        }
    }

    /** A certificate for a host. */
    public record HostCertificate(String host, CertificatePlan certificate) {}

    /**
     * Who signs client certificates.
     *
     * @param id its id in the API
     * @param pem its certificates as PEM; null if the emulator's own authority signs for it
     */
    public record AuthorityPlan(String id, @Nullable String pem) {}
}
