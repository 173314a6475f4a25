package dev.blb.emulator.traffic;

import dev.blb.emulator.traffic.HttpPlan.Stickiness;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that keeps a client at one server. An inserted one holds the server's token and the second until which it
 * counts by the emulator's clock, so that moving that clock ends it although the client still sends it; a rewritten one
 * holds the token alone, as it has no time-out [doc:features]. Name, attributes and value are not published (assumption:
 * Tengine's {@code session_sticky}).
 */
public final class SessionCookie {
    private static final DateTimeFormatter EXPIRES = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final int TOKEN_LENGTH = 16;

    private SessionCookie() {}

    /**
     * The token that a client sent, if it still counts.
     *
     * @param cookieHeaders the values of its {@code Cookie} headers
     */
    public static @Nullable String token(List<String> cookieHeaders, Stickiness stickiness, Instant now) {
        String value = value(cookieHeaders, stickiness.cookieName());
        if (value == null || stickiness.rewrites()) {
            return value;
        }
        if (value.length() <= TOKEN_LENGTH) {
            return null;
        }
        try {
            long untilSecond = Long.parseUnsignedLong(value.substring(TOKEN_LENGTH), 16);
            return now.getEpochSecond() < untilSecond ? value.substring(0, TOKEN_LENGTH) : null;
        } catch (NumberFormatException foreign) {
            return null;
        }
    }

    /** The value of the first cookie of this name; whatever else the headers hold does not matter. */
    private static @Nullable String value(List<String> cookieHeaders, String name) {
        for (String header : cookieHeaders) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return null;
    }

    /** The {@code Set-Cookie} value that keeps a client at this server. */
    public static String inserted(Stickiness stickiness, Server server, Instant now) {
        Instant until = now.plusSeconds(stickiness.durationSeconds());
        return stickiness.cookieName() + "=" + server.token() + Long.toHexString(until.getEpochSecond())
                + "; Path=/; Max-Age=" + stickiness.durationSeconds() + "; Expires=" + EXPIRES.format(until);
    }

    /**
     * A server's {@code Set-Cookie} value with the token for its value, or as it is if it sets another cookie; its
     * attributes stay.
     */
    public static String rewritten(String setCookie, Stickiness stickiness, Server server) {
        int equals = setCookie.indexOf('=');
        if (equals < 0 || !setCookie.substring(0, equals).strip().equals(stickiness.cookieName())) {
            return setCookie;
        }
        int end = setCookie.indexOf(';', equals);
        return setCookie.substring(0, equals + 1) + server.token() + (end < 0 ? "" : setCookie.substring(end));
    }
}
