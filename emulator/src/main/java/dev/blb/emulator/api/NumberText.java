package dev.blb.emulator.api;

import java.util.regex.Pattern;

/** A whole number in a text, written as in JSON: other digits than 0 to 9, a plus and leading zeros make it none. */
public final class NumberText {
    /** A regular expression for one that is at least zero and has at most nine digits, which an int holds. */
    public static final String COUNT = "(?:0|[1-9][0-9]{0,8})";

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]*");

    private static final Pattern OTHER = Pattern.compile("\\+|(?<![0-9.,])0[0-9]");

    private NumberText() {}

    /** Whether a text such as {@code PT02S} has a number with a plus or with leading zeros. */
    static boolean hasOther(String text) {
        return OTHER.matcher(text).find();
    }

    /** Whether a text is a whole number, of any size. */
    public static boolean isWhole(String text) {
        return WHOLE.matcher(text).matches();
    }

    /**
     * The number that a text is.
     *
     * @throws IllegalArgumentException if it is none, or one that a long does not hold
     */
    public static long parse(String text) {
        if (!isWhole(text)) {
            throw new IllegalArgumentException(text + " is no whole number");
        }
        return Long.parseLong(text);
    }
}
