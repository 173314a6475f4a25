package dev.blb.emulator.tls;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What the parts of an emulator need for TLS.
 *
 * @param authority the emulator's own authority; empty if nothing that it signs is used
 * @param server what the https port of the API shows; empty if there is no such port
 */
public record TlsMaterial(Optional<CertificateAuthority> authority, Optional<SSLContext> server) {
    /** No TLS at all. */
    public static final TlsMaterial NONE = new TlsMaterial(Optional.empty(), Optional.empty());
}
