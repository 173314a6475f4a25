package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.regex.Pattern;

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

    private static final Pattern ALPHABET = Pattern.compile("[\\p{L}\\p{N} \\-_/.]*");

    /** A tag for a request; refuses lengths out of range and other characters. */
    public static Tag of(String tagKey, String tagValue) {
        return new Tag(text("tagKey", tagKey, 1), text("tagValue", tagValue, 0));
    }

    private static String text(String name, String text, int min) {
        if (!ALPHABET.matcher(Members.characters(name, text, min, 65)).matches()) {
            throw new IllegalArgumentException(
                    name + " \"" + text + "\" is not of letters, digits, Chinese, blanks and - _ / .");
        }
        return text;
    }
}
