package dev.blb.emulator.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads and writes certificates and private keys as PEM. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final byte[] VERSION_0 = Der.integer(BigInteger.ZERO);
    private static final byte[] RSA = Der.sequence(Der.oid("1.2.840.113549.1.1.1"), Der.of(Der.NULL));
    private static final String EC = "1.2.840.10045.2.1";

    private Pem() {}

    /**
     * The certificates of a text, in its order.
     *
     * @throws IllegalArgumentException if it holds none, or one that cannot be read
     */
    public static List<X509Certificate> certificates(String text) {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                certificates.add(certificate(bytes(block)));
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("there is no block BEGIN CERTIFICATE");
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate cannot be read: " + reason(e), e);
        }
    }

    /** Why Java could not read or use a certificate or key, without the names of its classes, which its own messages may hold. */
    public static String reason(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return Objects.requireNonNullElse(first.getMessage(), "no detail");
    }

    /**
     * The private key of a text: PKCS#8, or the older forms of RSA and EC keys.
     *
     * @throws IllegalArgumentException if it holds none that can be read
     */
    public static PrivateKey privateKey(String text) {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            byte[] der = bytes(block);
            switch (block.group(1)) {
                case "PRIVATE KEY" -> {
                    return pkcs8(der);
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(Der.sequence(VERSION_0, RSA, Der.octets(der)));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] algorithm = Der.sequence(Der.oid(EC), curve(der));
                    return pkcs8(Der.sequence(VERSION_0, algorithm, Der.octets(der)));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw new IllegalArgumentException("the private key is encrypted");
                default -> {
                    // Certificates and parameters may stand in the same text.
                }
            }
        }
        throw new IllegalArgumentException("there is no block BEGIN PRIVATE KEY that can be read");
    }

    private static PrivateKey pkcs8(byte[] der) {
        return Stream.of("RSA", "EC")
                .flatMap(algorithm -> pkcs8(der, algorithm).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the private key is neither an RSA nor an EC key"));
    }

    private static Optional<PrivateKey> pkcs8(byte[] der, String algorithm) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    /** The curve's identifier in an old EC key: the content of its member [0]. */
    private static byte[] curve(byte[] der) {
        int tag = Der.CONSTRUCTED_CONTEXT;
        for (int i = 0; i + 3 < der.length; i++) {
            if ((der[i] & 0xff) == tag && der[i + 2] == Der.OBJECT_IDENTIFIER && der[i + 1] == der[i + 3] + 2) {
                return Arrays.copyOfRange(der, i + 2, i + 4 + der[i + 3]);
            }
        }
        throw new IllegalArgumentException("the EC key does not name its curve");
    }

    private static byte[] bytes(Matcher block) {
        return Base64.getMimeDecoder().decode(block.group(2));
    }

    /** A block of PEM. */
    static String block(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der) + "\n-----END "
                + type + "-----\n";
    }
}
