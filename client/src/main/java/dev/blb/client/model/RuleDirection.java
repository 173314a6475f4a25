package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The direction of the traffic that a rule is about. An open enumeration [seed].
 *
 * @param value the text on the wire
 */
public record RuleDirection(String value) implements OpenEnum {
    /** {@code ingress}. */
    public static final RuleDirection INGRESS = new RuleDirection("ingress");

    /** {@code egress}. */
    public static final RuleDirection EGRESS = new RuleDirection("egress");

    /** Refuses null by name. */
    public RuleDirection {
        Required.notNull("value", value);
    }
}
