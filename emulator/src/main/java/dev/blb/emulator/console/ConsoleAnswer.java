package dev.blb.emulator.console;

import dev.blb.emulator.route.EventSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a browser.
 *
 * @param type the media type
 * @param events what is sent instead of the text, until the browser goes
 */
public record ConsoleAnswer(
        int status, String type, String text, Map<String, String> headers, Optional<EventSource> events) {
    /** Nothing from elsewhere, nothing inline, no frame around it. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    static ConsoleAnswer of(int status, String type, String text, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Security-Policy", POLICY);
        all.put("X-Content-Type-Options", "nosniff");
        all.put("Referrer-Policy", "no-referrer");
        return new ConsoleAnswer(status, type, text, all, Optional.empty());
    }

    static ConsoleAnswer page(int status, String html, Map<String, String> headers) {
        return of(status, "text/html; charset=utf-8", html, headers);
    }

    static ConsoleAnswer stream(EventSource events) {
        return new ConsoleAnswer(200, "text/event-stream;charset=UTF-8", "", Map.of(), Optional.of(events));
    }
}
