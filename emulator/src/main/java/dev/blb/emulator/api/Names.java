package dev.blb.emulator.api;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names in a message, which stays short however many there are. */
public final class Names {
    private static final int MOST = 20;

    private Names() {}

    /** The first 20 of them, divided by commas, and how many more there are. */
    public static String of(Collection<String> all) {
        String first = all.stream().limit(MOST).collect(Collectors.joining(", "));
        return all.size() > MOST ? first + " and " + (all.size() - MOST) + " more" : first;
    }
}
