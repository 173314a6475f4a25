package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.schema.Field.characters;

import dev.blb.emulator.schema.Field;

/** The name and the description of a group of either kind, in requests and declarations. */
public final class GroupLabels {
    private GroupLabels() {}

    /** The member that holds the name. */
    public static Field name(String member) {
        return characters(member, 1, 65)
                .matching(
                        "[A-Za-z][\\p{L}\\p{N}\\-_ /.]*",
                        "beginning with a letter, then letters, digits, Chinese and - _ space / .");
    }

    /** The member that holds the description. */
    public static Field description(String member) {
        return characters(member, 0, 200);
    }
}
