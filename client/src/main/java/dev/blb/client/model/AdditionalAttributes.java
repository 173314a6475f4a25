package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Further settings of an HTTP or HTTPS listener [meta].
 *
 * @param gzipJson whether JSON is compressed
 */
public record AdditionalAttributes(GzipJson gzipJson) {
    /** Refuses null by name. */
    public AdditionalAttributes {
        Required.notNull("gzipJson", gzipJson);
    }
}
