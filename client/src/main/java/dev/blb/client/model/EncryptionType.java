package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The TLS policy of a listener. An open enumeration [meta]; the two IE values [py] [tf].
 *
 * @param value the text on the wire
 */
public record EncryptionType(String value) implements OpenEnum {
    /** {@code tls_cipher_policy_default}: the default. */
    public static final EncryptionType POLICY_DEFAULT = new EncryptionType("tls_cipher_policy_default");

    /** {@code tls_cipher_policy_1_1}. */
    public static final EncryptionType POLICY_1_1 = new EncryptionType("tls_cipher_policy_1_1");

    /** {@code tls_cipher_policy_1_2}. */
    public static final EncryptionType POLICY_1_2 = new EncryptionType("tls_cipher_policy_1_2");

    /** {@code tls_cipher_policy_1_2_secure}. */
    public static final EncryptionType POLICY_1_2_SECURE = new EncryptionType("tls_cipher_policy_1_2_secure");

    /** {@code userDefind}: protocols and ciphers as given; the wire spells it so. */
    public static final EncryptionType USER_DEFINED = new EncryptionType("userDefind");

    /** {@code compatibleIE}: older name. */
    public static final EncryptionType COMPATIBLE_IE = new EncryptionType("compatibleIE");

    /** {@code incompatibleIE}: older name. */
    public static final EncryptionType INCOMPATIBLE_IE = new EncryptionType("incompatibleIE");

    /** Refuses null by name. */
    public EncryptionType {
        Required.notNull("value", value);
    }
}
