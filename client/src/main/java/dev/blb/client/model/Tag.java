package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A tag of an instance [meta]: letters, digits, Chinese and {@code - _ / .} and blank.
 *
 * @param tagKey 1 to 65 characters
 * @param tagValue 0 to 65 characters
 */
public record Tag(String tagKey, String tagValue) {
    /** Refuses null by name. */
    public Tag {
        Required.notNull("tagKey", tagKey);
        Required.notNull("tagValue", tagValue);
    }

    /** A tag for a request; refuses lengths out of range. */
    public static Tag of(String tagKey, String tagValue) {
        return new Tag(Members.characters("tagKey", tagKey, 1, 65), Members.characters("tagValue", tagValue, 0, 65));
    }
}
