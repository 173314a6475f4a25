package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Whether the console may change an instance; the API may in any case [meta] [java].
 *
 * @param members what is set so far
 */
public record ModificationProtection(Members members) {
    /** Refuses null by name. */
    public ModificationProtection {
        Required.notNull("members", members);
    }

    /** The console may change it. */
    public static ModificationProtection off() {
        return new ModificationProtection(Members.NONE.with("allowModify", true));
    }

    /** The console may not change it, for this reason of at most 128 characters. */
    public static ModificationProtection on(String reason) {
        return new ModificationProtection(
                Members.NONE.with("allowModify", false).withCharacters("modificationProtectionReason", reason, 0, 128));
    }
}
