package dev.blb.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.blb.client.internal.Required;

/**
 * A certificate for one domain of an HTTPS listener [meta] [go].
 *
 * @param certId the id of the certificate, {@code cert-…}
 * @param host the domain, such as {@code www.example.org} or {@code *.example.org}; the official catalogue spells the member
 *     {@code Host}, the SDKs {@code host}
 */
public record CertDomain(String certId, @JsonAlias("Host") String host) {
    private static final String ORDER = "the certificate comes first, then the domain";

    /** Refuses null, an id of another kind, and an id and a domain in the wrong order. */
    public CertDomain {
        Required.kind("certId", certId, "cert-", ORDER);
        Required.domain("host", host, ORDER);
    }
}
