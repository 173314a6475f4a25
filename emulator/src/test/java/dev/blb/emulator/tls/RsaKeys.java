package dev.blb.emulator.tls;

import java.security.KeyPair;

/** RSA keys that the tests share, since making some takes seconds of processor time. */
public final class RsaKeys {
    /** Made when the first test needs them. */
    public static final KeyPair SHARED = CertificateAuthority.rsaKeys();

    private RsaKeys() {}
}
