package dev.blb.emulator.certificate;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.tls.CertificateAuthority.Issued;
import dev.blb.emulator.tls.Pem;
import dev.blb.emulator.tls.ServerTls;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key as it was given: RSA or EC, in PKCS#8 or one of the older forms, as the data plane reads it.
 *
 * @param member the member that holds it, for messages
 */
public record PrivateKeyText(String member, PrivateKey key) {
    /**
     * The key of a text.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if there is none that can be read
     */
    public static PrivateKeyText read(String member, String pem) {
        try {
            return new PrivateKeyText(member, Pem.privateKey(pem));
        } catch (IllegalArgumentException unreadable) {
            throw INVALID_PARAMETER.at(
                    member,
                    "cannot be read (%s); allowed is an RSA or EC key as PEM, not encrypted",
                    Pem.reason(unreadable));
        }
    }

    /**
     * Refuses the key of another certificate.
     *
     * @param owner the member that holds the certificate, for messages
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public void requireOf(X509Certificate certificate, String owner) {
        try {
            ServerTls.requireOwnKey(new Issued(List.of(certificate), key));
        } catch (IllegalArgumentException other) {
            throw INVALID_PARAMETER.at(
                    member, "cannot be used: %s; allowed is the key of %s", Pem.reason(other), owner);
        }
    }
}
