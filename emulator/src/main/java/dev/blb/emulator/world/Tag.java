package dev.blb.emulator.world;

import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.listOfObjects;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Field;
import java.util.List;

/** A tag of a thing, by the wire's names. */
public record Tag(String tagKey, String tagValue) {
    private static final String ALPHABET = "[\\p{L}\\p{N}\\-_ /.]*";
    private static final String IN_WORDS = "of letters, digits, Chinese and - _ space / .";

    /** The member {@code tags} of things and of the requests that create them: at most 100, an assumption [m43]. */
    public static final Field FIELD = listOfObjects(
                    "tags",
                    characters("tagKey", 1, 65).matching(ALPHABET, IN_WORDS).must(),
                    characters("tagValue", 0, 65).matching(ALPHABET, IN_WORDS).or(""))
            .sized(0, 100)
            .distinctBy("tagKey");

    /** The tags of a thing, in the order in which they were given. */
    public static List<Tag> of(Members thing) {
        return thing.objects("tags").stream()
                .map(tag -> new Tag(tag.text("tagKey"), tag.text("tagValue")))
                .toList();
    }
}
