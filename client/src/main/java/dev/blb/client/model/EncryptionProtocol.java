package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A TLS version that a listener offers. An open enumeration [meta]; sslv3 [py] [tf].
 *
 * @param value the text on the wire
 */
public record EncryptionProtocol(String value) implements OpenEnum {
    /** {@code tlsv10}. */
    public static final EncryptionProtocol TLS_1_0 = new EncryptionProtocol("tlsv10");

    /** {@code tlsv11}. */
    public static final EncryptionProtocol TLS_1_1 = new EncryptionProtocol("tlsv11");

    /** {@code tlsv12}. */
    public static final EncryptionProtocol TLS_1_2 = new EncryptionProtocol("tlsv12");

    /** {@code sslv3}: only in older sources. */
    public static final EncryptionProtocol SSL_3 = new EncryptionProtocol("sslv3");

    /** Refuses null by name. */
    public EncryptionProtocol {
        Required.notNull("value", value);
    }
}
