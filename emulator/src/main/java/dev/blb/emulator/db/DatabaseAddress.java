package dev.blb.emulator.db;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a database server is, without what signs in there: it may be shown.
 *
 * @param url a JDBC URL without user and password, such as {@code jdbc:postgresql://db.example.com:5432/blb?sslmode=require}
 * @param urlUser the user that the URL named
 * @param urlPassword the password that the URL named; never shown
 */
public record DatabaseAddress(String url, Optional<String> urlUser, Optional<String> urlPassword) {
    private static final Pattern FORM =
            Pattern.compile("jdbc:postgresql://[A-Za-z0-9.:,_\\[\\]-]+/[A-Za-z0-9._~%-]+(\\?[^\\s?#]*)?");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern CREDENTIAL = Pattern.compile("(?i)(user|password)=(.*)");

    /** What is allowed, for messages. */
    public static final String ALLOWED =
            "jdbc:postgresql://HOST[:PORT]/DATABASE, with user and password by --database-user"
                    + " and --database-password or as ?user=…&password=…";

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it has another form; the message does not show it, as it may hold a password
     */
    public static DatabaseAddress parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the URL is wrong (it is not shown, as it may hold a password); allowed is " + ALLOWED);
        }
        int query = text.indexOf('?');
        if (query < 0) {
            return new DatabaseAddress(text, Optional.empty(), Optional.empty());
        }
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        StringBuilder rest = new StringBuilder();
        for (String parameter : text.substring(query + 1).split("&", -1)) {
            var credential = CREDENTIAL.matcher(parameter);
            if (!credential.matches()) {
                rest.append(rest.isEmpty() ? "?" : "&").append(parameter);
            } else if (credential.group(1).equalsIgnoreCase("user")) {
                user = Optional.of(decoded(credential.group(2)));
            } else {
                password = Optional.of(decoded(credential.group(2)));
            }
        }
        return new DatabaseAddress(text.substring(0, query) + rest, user, password);
    }

    /** Checked before it is decoded: the decoder's own message shows a part of the text, which may be the password. */
    private static String decoded(String text) {
        if (BROKEN_ESCAPE.matcher(text).find()) {
            throw new IllegalArgumentException(
                    "the user or password in the URL has a percent sign that two hex digits do not follow (it is not shown, as it is a"
                            + " secret); allowed for a percent sign itself is %25");
        }
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The URL alone, without parameters. */
    @Override
    public String toString() {
        return url.replaceFirst("\\?.*", "");
    }
}
