package dev.blb.emulator.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a mistyped one most likely means, by edit distance without regard to case. */
public final class Nearest {
    /** Longer names are compared with nothing: the cost grows with the square of the length. */
    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    /** The nearest of these names, or empty if in each more than a third of the characters differ, and of none the first half is given. */
    public static Optional<String> to(String given, Collection<String> known) {
        if (given.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .filter(name ->
                        isBegin(given, name) || isNear(distance(given, name), Math.min(given.length(), name.length())))
                .min(Comparator.comparingInt(name -> distance(given, name)));
    }

    /** Whether a name was cut short, of which at least half is there. */
    private static boolean isBegin(String given, String name) {
        return given.length() * 2 >= name.length() && name.regionMatches(true, 0, given, 0, given.length());
    }

    private static boolean isNear(int distance, int length) {
        return distance < length && distance <= Math.max(1, length / 3);
    }

    /** The nearest name as a part of a message, such as {@code ; did you mean "port"?}, or the empty text. */
    public static String hint(String given, Collection<String> known) {
        return to(given, known).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** How many characters must be inserted, deleted, replaced, or swapped with their neighbour. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
