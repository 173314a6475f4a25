package dev.blb.emulator.neighbour.certificate;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.certificate.PrivateKeyText;
import dev.blb.emulator.tls.Pem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** What a certificate's PEM says. */
final class CertificateText {
    private static final int DNS_NAME = 2;

    private final X509Certificate certificate;

    private CertificateText(X509Certificate certificate) {
        this.certificate = certificate;
    }

    /**
     * The first certificate of a text.
     *
     * @param member the member that holds it, for messages
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if there is none
     */
    static CertificateText read(String member, String pem) {
        try {
            Collection<?> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            if (!found.isEmpty()) {
                return new CertificateText((X509Certificate) found.iterator().next());
            }
        } catch (CertificateException unreadable) {
            throw INVALID_PARAMETER.at(
                    member, "cannot be read (%s); allowed is a certificate as PEM", Pem.reason(unreadable));
        }
        throw INVALID_PARAMETER.at(member, "holds no certificate; allowed is a certificate as PEM");
    }

    /**
     * Refuses a private key that cannot be read or belongs to another certificate.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    void requireKey(String member, String pem) {
        PrivateKeyText.read(member, pem).requireOf(certificate, "certServerData");
    }

    /** The common name of its subject, or the empty text. */
    String commonName() {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException e) {
            throw new IllegalStateException("a subject that was read cannot be read", e);
        }
    }

    /** The DNS names in the order of the certificate, joined by a comma. */
    String dnsNames() {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(Collection::stream)
                    .filter(name -> name.get(0).equals(DNS_NAME))
                    .map(name -> String.valueOf(((List<?>) name).get(1)))
                    .collect(Collectors.joining(","));
        } catch (CertificateException e) {
            return "";
        }
    }

    /** SHA-1 of the certificate as upper-case hex with colons (assumption [m108]). */
    String fingerprint() {
        try {
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-1, and a certificate that was read has a form", e);
        }
    }

    /** When it begins to be valid, such as {@code 2026-01-31T10:00:00Z}. */
    String start() {
        return certificate.getNotBefore().toInstant().toString();
    }

    /** When it ends to be valid. */
    String stop() {
        return certificate.getNotAfter().toInstant().toString();
    }
}
