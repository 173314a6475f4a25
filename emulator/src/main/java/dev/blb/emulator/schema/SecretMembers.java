package dev.blb.emulator.schema;

import java.util.regex.Pattern;

/** The members whose values are shown in no message and not in the journal. */
public final class SecretMembers {
    /** Their names, as alternatives of a pattern that ignores case. */
    public static final String NAMES =
            "secretKey|secretAccessKey|sessionToken|privateKey|certPrivateData|adminPass|password";

    private static final Pattern PATH = Pattern.compile("(?i)(.*\\.)?(" + NAMES + ")");

    private SecretMembers() {}

    /** Whether a path such as {@code keys[0].secretKey} leads to one of them. */
    static boolean contain(String path) {
        return PATH.matcher(path).matches();
    }
}
