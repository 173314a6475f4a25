package dev.blb.emulator.world;

/**
 * What is derived from an undeclared id: the same on every run, and different for different ids as far as
 * possible (assumption).
 */
public final class Derived {
    private Derived() {}

    /** Lower-case letters and digits, at most 12 of them. */
    public static String word(String id, int length) {
        String text = Long.toString(number(id), 36) + Long.toString(number(id + "'"), 36) + "000000000000";
        return text.substring(0, length);
    }

    /** A number from 0 on (FNV-1a with a final mix). */
    public static long number(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return (hash ^ (hash >>> 33)) >>> 1;
    }
}
