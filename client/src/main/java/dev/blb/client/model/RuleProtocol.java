package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The protocol that a rule is about. An open enumeration [seed].
 *
 * @param value the text on the wire
 */
public record RuleProtocol(String value) implements OpenEnum {
    /** {@code tcp}. */
    public static final RuleProtocol TCP = new RuleProtocol("tcp");

    /** {@code udp}. */
    public static final RuleProtocol UDP = new RuleProtocol("udp");

    /** {@code icmp}. */
    public static final RuleProtocol ICMP = new RuleProtocol("icmp");

    /** {@code all}. */
    public static final RuleProtocol ALL = new RuleProtocol("all");

    /** Refuses null by name. */
    public RuleProtocol {
        Required.notNull("value", value);
    }
}
