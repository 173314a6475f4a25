package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;

/**
 * The members that HTTPS and SSL listeners share [meta].
 *
 * @param <T> the request
 */
public interface TlsMembers<T> extends ListenerMembers<T> {
    /** The certificate; of several only the last counts. */
    default T certIds(List<String> ids) {
        return withMembers(members().with("certIds", Required.ids("certIds", ids, "cert-")));
    }

    /** The TLS policy; {@code tls_cipher_policy_default} by default. */
    default T encryptionType(EncryptionType type) {
        return withMembers(members().with("encryptionType", type));
    }

    /** The TLS versions. Counts with type {@code userDefind} only. */
    default T encryptionProtocols(List<EncryptionProtocol> protocols) {
        return withMembers(members().with("encryptionProtocols", protocols));
    }

    /** The ciphers, joined with colons. Counts with type {@code userDefind} only. */
    default T appliedCiphers(String ciphers) {
        return withMembers(members().with("appliedCiphers", ciphers));
    }

    /** Whether clients need a certificate; false by default. On update of an HTTPS listener [java]. */
    default T dualAuth(boolean mutual) {
        return withMembers(members().with("dualAuth", mutual));
    }

    /** The client CA certificate for {@code dualAuth}; of several only the last counts, and none is allowed. */
    default T clientCertIds(List<String> ids) {
        Required.list("clientCertIds", ids).forEach(id -> Required.id("clientCertIds", id, "cert-"));
        return withMembers(members().with("clientCertIds", ids));
    }
}
