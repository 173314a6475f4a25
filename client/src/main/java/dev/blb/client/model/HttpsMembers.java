package dev.blb.client.model;

import java.util.List;

/**
 * The members of an HTTPS listener [meta].
 *
 * @param <T> the request
 */
public interface HttpsMembers<T> extends Layer7Members<T>, TlsMembers<T> {
    /** Certificates for further domains. */
    default T additionalCertDomains(List<CertDomain> domains) {
        return withMembers(members().with("additionalCertDomains", domains));
    }
}
