package dev.blb.emulator.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The emulator's own certificate authority: makes certificates where the API knows only a name. A new one makes its keys when it
 * first needs them. It writes DER by itself, as Java has no public API for it and the libraries that have one are larger than the
 * rest of the emulator. Thread-safe.
 */
public final class CertificateAuthority {
    /** What it is called in certificates. */
    static final String NAME = "BLB emulator CA";

    /** Below what browsers refuse. */
    private static final Duration VALIDITY = Duration.ofDays(397);

    private static final Duration OWN_VALIDITY = Duration.ofDays(3650);
    private static final Duration CLOCK_DIFFERENCE = Duration.ofDays(1);
    private static final byte[] SIGNED_BY_ECDSA = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final byte[] TRUE = Der.of(Der.BOOLEAN, new byte[] {(byte) 0xff});
    private static final String FOR_SERVERS = "1.3.6.1.5.5.7.3.1";
    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";

    /** An authority that no client knows. */
    private static final String STRANGER = "Unknown CA";

    private final Clock real;
    private final String name;
    private final SecureRandom random = new SecureRandom();
    private @Nullable Issued own;

    private CertificateAuthority(Clock real, String name, @Nullable Issued own) {
        this.real = real;
        this.name = name;
        this.own = own;
    }

    /**
     * A certificate with its private key.
     *
     * @param chain the certificate and those that sign for it, its own first
     * @param key its private key
     */
    public record Issued(List<X509Certificate> chain, PrivateKey key) {
        /** Its chain as PEM. */
        public String chainPem() {
            StringBuilder pem = new StringBuilder();
            chain.forEach(each -> pem.append(Pem.block("CERTIFICATE", encoded(each))));
            return pem.toString();
        }

        /** Its private key as PEM, PKCS#8. */
        public String keyPem() {
            return Pem.block("PRIVATE KEY", key.getEncoded());
        }
    }

    /**
     * A new authority.
     *
     * @param real the real clock, as clients judge certificates by it
     */
    public static CertificateAuthority create(Clock real) {
        return new CertificateAuthority(real, NAME, null);
    }

    /** Another new authority, which is kept nowhere, so that no client trusts it. */
    public CertificateAuthority stranger() {
        return new CertificateAuthority(real, STRANGER, null);
    }

    private Issued selfSigned() {
        KeyPair pair = ecKeys();
        Instant from = real.instant().minus(CLOCK_DIFFERENCE);
        byte[] key = pair.getPublic().getEncoded();
        byte[] extensions = Der.sequence(
                extension("2.5.29.19", true, Der.sequence(TRUE)), // basic constraints: an authority
                extension("2.5.29.15", true, keyUsage(0x06)), // signs certificates and revocations
                extension("2.5.29.14", false, Der.octets(keyIdentifier(pair.getPublic()))));
        byte[] body = body(BigInteger.ONE, name, name, from, OWN_VALIDITY, key, extensions);
        return new Issued(List.of(signed(body, pair.getPrivate())), pair.getPrivate());
    }

    /**
     * The authority that was kept.
     *
     * @throws IllegalArgumentException if one of the texts cannot be read
     */
    public static CertificateAuthority of(Clock real, String certificatePem, String keyPem) {
        return new CertificateAuthority(
                real, NAME, new Issued(List.of(Pem.certificates(certificatePem).get(0)), Pem.privateKey(keyPem)));
    }

    /** Its own certificate with its key, as {@link #of} reads them. */
    public synchronized Issued own() {
        Issued known = own;
        if (known == null) {
            known = selfSigned();
            own = known;
        }
        return known;
    }

    /** Its own certificate. */
    public X509Certificate certificate() {
        return own().chain().get(0);
    }

    /**
     * A certificate of a server.
     *
     * @param names hosts, which may begin with {@code *.}, and IP addresses
     * @param pair its keys
     */
    public Issued issueForServer(List<String> names, KeyPair pair) {
        return issueForServer(names, pair, real.instant().minus(CLOCK_DIFFERENCE));
    }

    /** The same, which was valid until yesterday. */
    public Issued issueExpiredForServer(List<String> names, KeyPair pair) {
        return issueForServer(names, pair, real.instant().minus(VALIDITY).minus(CLOCK_DIFFERENCE));
    }

    private Issued issueForServer(List<String> names, KeyPair pair, Instant from) {
        List<byte[]> alternatives = new ArrayList<>();
        names.forEach(name -> alternatives.add(alternative(name)));
        byte[] subjectAlternatives = extension("2.5.29.17", false, Der.sequence(alternatives.toArray(byte[][]::new)));
        return issue(names.isEmpty() ? "BLB emulator" : names.get(0), pair, FOR_SERVERS, from, subjectAlternatives);
    }

    /** A certificate of a client, for listeners that demand one. */
    public Issued issueForClient(String name) {
        return issue(name, ecKeys(), FOR_CLIENTS, real.instant().minus(CLOCK_DIFFERENCE), new byte[0]);
    }

    private Issued issue(String subject, KeyPair pair, String purpose, Instant from, byte[] more) {
        byte[] extensions = Der.sequence(
                extension("2.5.29.19", true, Der.sequence()), // basic constraints: no authority
                extension("2.5.29.15", true, keyUsage(0xa0)), // signs, and takes part in key exchanges
                extension("2.5.29.37", false, Der.sequence(Der.oid(purpose))),
                extension("2.5.29.14", false, Der.octets(keyIdentifier(pair.getPublic()))),
                extension(
                        "2.5.29.35",
                        false,
                        Der.sequence(
                                Der.of(Der.CONTEXT, keyIdentifier(certificate().getPublicKey())))),
                more);
        byte[] body = body(
                new BigInteger(127, random),
                name,
                subject,
                from,
                VALIDITY,
                pair.getPublic().getEncoded(),
                extensions);
        return new Issued(List.of(signed(body, own().key()), certificate()), pair.getPrivate());
    }

    /** A new key pair on the curve P-256. */
    public static KeyPair ecKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no EC keys", e);
        }
    }

    /** A new pair of RSA keys of 2048 bits, which may take a second. */
    public static KeyPair rsaKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no RSA keys", e);
        }
    }

    private static byte[] body(
            BigInteger serial,
            String issuer,
            String subject,
            Instant from,
            Duration validity,
            byte[] publicKey,
            byte[] extensions) {
        return Der.sequence(
                Der.of(Der.CONSTRUCTED_CONTEXT, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(serial),
                SIGNED_BY_ECDSA,
                name(issuer),
                Der.sequence(Der.time(from), Der.time(from.plus(validity))),
                name(subject),
                publicKey,
                Der.of(Der.CONSTRUCTED_CONTEXT + 3, extensions));
    }

    private static X509Certificate signed(byte[] body, PrivateKey by) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(by);
            signature.update(body);
            byte[] der = Der.sequence(body, SIGNED_BY_ECDSA, Der.bits(signature.sign()));
            return Pem.certificates(Pem.block("CERTIFICATE", der)).get(0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }

    /** A distinguished name with a common name; that has at most 64 characters. */
    private static byte[] name(String common) {
        String shortened = common.substring(0, Math.min(common.length(), 64));
        return Der.sequence(Der.of(Der.SET, Der.sequence(Der.oid("2.5.4.3"), Der.utf8(shortened))));
    }

    private static byte[] extension(String oid, boolean isCritical, byte[] value) {
        return Der.sequence(Der.oid(oid), isCritical ? TRUE : new byte[0], Der.octets(value));
    }

    /** A key usage of the first eight kinds; DER leaves trailing zero bits out. */
    private static byte[] keyUsage(int bits) {
        int unused = Integer.numberOfTrailingZeros(bits);
        return Der.of(Der.BIT_STRING, new byte[] {(byte) unused, (byte) bits});
    }

    private static byte[] keyIdentifier(PublicKey key) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static byte[] alternative(String name) {
        boolean isAddress = name.contains(":") || name.matches("[0-9.]+");
        if (!isAddress) {
            return Der.of(Der.CONTEXT + 2, name.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return Der.of(Der.CONTEXT + 7, InetAddress.getByName(name).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(name + " is not an IP address", e);
        }
    }

    private static byte[] encoded(X509Certificate each) {
        try {
            return each.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }
}
