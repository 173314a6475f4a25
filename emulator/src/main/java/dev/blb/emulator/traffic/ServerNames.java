package dev.blb.emulator.traffic;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which of several hosts a name belongs to: an exact one first, then the longest wildcard that matches. A wildcard
 * {@code *.example.com} matches at any depth ([meta]: "wildcard domains and their subdomains"; that the longer one wins is
 * [doc:extension-domain]).
 */
public final class ServerNames {
    private ServerNames() {}

    /** The host of these that a name belongs to, compared in any case. */
    public static Optional<String> match(String name, List<String> hosts) {
        String lower = name.toLowerCase(Locale.ROOT);
        String best = "";
        for (String host : hosts) {
            String candidate = host.toLowerCase(Locale.ROOT);
            if (candidate.equals(lower)) {
                return Optional.of(host);
            }
            boolean matches = candidate.startsWith("*.")
                    && lower.endsWith(candidate.substring(1))
                    && lower.length() > candidate.length() - 1;
            if (matches && candidate.length() > best.length()) {
                best = host;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }
}
