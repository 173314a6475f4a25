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
    /** Refuses null, and an id and a domain in the wrong order. */
    public CertDomain {
        if (Required.notNull("certId", certId).indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    "certId \"" + certId + "\" is a domain; the certificate comes first, then the domain");
        }
        if (Required.notNull("host", host).indexOf('.') < 0) {
            Required.idOf("host", host, "cert-", "a certificate; the certificate comes first, then the domain");
        }
    }
}
