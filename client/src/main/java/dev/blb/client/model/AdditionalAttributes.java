package dev.blb.client.model;

/**
 * Further settings of an HTTP or HTTPS listener [meta].
 *
 * @param gzipJson whether JSON is compressed
 */
public record AdditionalAttributes(GzipJson gzipJson) {}
