package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * What an enterprise rule does. An open enumeration [seed] [go].
 *
 * @param value the text on the wire
 */
public record RuleAction(String value) implements OpenEnum {
    /** {@code allow}. */
    public static final RuleAction ALLOW = new RuleAction("allow");

    /** {@code deny}. */
    public static final RuleAction DENY = new RuleAction("deny");

    /** Refuses null by name. */
    public RuleAction {
        Required.notNull("value", value);
    }
}
