package dev.blb.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;

/**
 * A certificate for one domain of an HTTPS listener [meta] [go].
 *
 * @param certId the certificate
 * @param host the domain; the official catalogue spells the member {@code Host}, the SDKs {@code host}
 */
public record CertDomain(String certId, @JsonAlias("Host") String host) {}
