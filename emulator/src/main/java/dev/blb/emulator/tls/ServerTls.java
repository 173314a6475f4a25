package dev.blb.emulator.tls;

import dev.blb.emulator.tls.CertificateAuthority.Issued;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Makes the TLS context of a server with one certificate. */
public final class ServerTls {
    private static final char[] NO_PASSWORD = {};
    private static final int SAMPLE_BYTES = 32;

    private ServerTls() {}

    /** A certificate for these names, signed by an authority, with a new EC key. */
    public static SSLContext issued(CertificateAuthority authority, List<String> names) {
        return context(authority.issueForServer(names, CertificateAuthority.ecKeys()));
    }

    /**
     * A certificate that was made elsewhere.
     *
     * @param chain PEM: the certificate and those that sign for it, its own first
     * @param key PEM: its private key, RSA or EC, not encrypted
     * @throws IllegalArgumentException if one cannot be read, or the key is not that of the certificate
     */
    public static SSLContext given(String chain, String key) {
        Issued given = new Issued(Pem.certificates(chain), Pem.privateKey(key));
        requireOwnKey(given);
        return context(given);
    }

    /**
     * Refuses a certificate with another one's private key.
     *
     * @throws IllegalArgumentException if the key is not that of the certificate
     */
    public static void requireOwnKey(Issued given) {
        if (!belongs(given.key(), given.chain().get(0).getPublicKey())) {
            throw new IllegalArgumentException("the private key is not that of the certificate");
        }
    }

    private static boolean belongs(PrivateKey secret, PublicKey open) {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        byte[] sample = new byte[SAMPLE_BYTES];
        new SecureRandom().nextBytes(sample);
        try {
            Signature signature =
                    Signature.getInstance(secret.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(secret);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException | ProviderException | ArithmeticException unusable) {
            // The latter two are thrown for keys whose numbers do not belong together.
            throw new IllegalArgumentException("the private key cannot sign: " + Pem.reason(unusable), unusable);
        }
    }

    private static SSLContext context(Issued own) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("server", own.key(), NO_PASSWORD, own.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            // Not null, for which Java would read the certificates of all public authorities.
            context.init(keys.getKeyManagers(), new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("this Java cannot use the certificate: " + Pem.reason(e), e);
        }
    }
}
