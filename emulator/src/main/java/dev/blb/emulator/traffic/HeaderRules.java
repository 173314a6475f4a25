package dev.blb.emulator.traffic;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which headers are passed on, and what is added to them. */
public final class HeaderRules {
    /**
     * Headers that concern one connection only (RFC 9110, 7.6.1). {@code Transfer-Encoding} is among them because messages
     * are framed anew.
     */
    public static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade");

    /** Headers that frame a message, or lead it somewhere: naming them in {@code Connection} does not remove them. */
    private static final Set<String> NEVER_DROPPED =
            Set.of("host", "content-length", "x-forwarded-for", "x-forwarded-proto", "cookie", "authorization");

    private static final int MAX_NAMED = 10;

    private HeaderRules() {}

    /**
     * Whether servers get a header of this name: it has letters, digits and hyphens only. nginx drops others by default, since
     * an application may take X_Y for X-Y (assumption).
     */
    public static boolean isUsualName(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isAlphanumeric && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Why servers did not get the headers of these names, for explanations. */
    public static String whyDropped(Collection<String> names) {
        return "dropped headers whose names have other characters than letters, digits and -: "
                + names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    }

    /** The header names, in lower case, that {@code Connection} headers declare to concern one connection only. */
    public static Set<String> namedIn(Collection<String> connectionHeaders) {
        Set<String> names = new HashSet<>();
        for (String header : connectionHeaders) {
            for (String name : header.split(",", -1)) {
                String lower = name.strip().toLowerCase(Locale.ROOT);
                if (!lower.isEmpty() && !NEVER_DROPPED.contains(lower)) {
                    names.add(lower);
                }
            }
        }
        return names;
    }

    /** Whether one of these values, each a list separated by commas, holds this token in any case. */
    public static boolean hasToken(Collection<String> values, String token) {
        for (String value : values) {
            if (value.equalsIgnoreCase(token)) {
                return true;
            }
            if (value.indexOf(',') >= 0) {
                for (String each : value.split(",", -1)) {
                    if (each.strip().equalsIgnoreCase(token)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** {@code X-Forwarded-For} with a client's address appended; several headers become one, as nginx does it. */
    public static String forwardedFor(List<String> before, String client) {
        return before.isEmpty() ? client : String.join(", ", before) + ", " + client;
    }
}
