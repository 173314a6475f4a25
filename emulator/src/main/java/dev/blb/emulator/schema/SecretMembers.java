package dev.blb.emulator.schema;

import java.util.regex.Pattern;

/** The members whose values are shown in no message and not in the journal. */
public final class SecretMembers {
    /** Their names, as alternatives of a pattern that ignores case. */
    public static final String NAMES =
            "secretKey|secretAccessKey|sessionToken|privateKey|certPrivateData|adminPass|password";

    /** What a message shows in place of a value. */
    static final String HIDDEN = "(hidden)";

    private static final Pattern PATH = Pattern.compile("(?i)(.*\\.)?(" + NAMES + ")");

    /** One of them in JSON, or in JSON that is a text in JSON. */
    private static final Pattern MEMBER = Pattern.compile("(?i)(" + NAMES + ")\\\\*(?:\"|u0022)\\s*:");

    private SecretMembers() {}

    /** Whether a path such as {@code keys[0].secretKey} leads to one of them. */
    static boolean contain(String path) {
        return PATH.matcher(path).matches();
    }

    /** Whether a JSON text has one of them. */
    static boolean areIn(String json) {
        return MEMBER.matcher(json).find();
    }
}
