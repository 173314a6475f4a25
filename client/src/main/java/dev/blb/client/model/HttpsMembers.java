package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;

/**
 * The members of an HTTPS listener [meta].
 *
 * @param <T> the request
 */
public interface HttpsMembers<T> extends Layer7Members<T>, TlsMembers<T> {
    /** Certificates for further domains. */
    default T additionalCertDomains(List<CertDomain> domains) {
        Required.list("additionalCertDomains", domains).forEach(domain -> {
            Required.notBlank("certId", domain.certId());
            Required.notBlank("host", domain.host());
        });
        return withMembers(members().with("additionalCertDomains", domains));
    }
}
