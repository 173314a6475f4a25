package dev.blb.emulator.fault;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** So many calls in a time, such as {@code 10/s}. */
record Rate(long calls, Duration time) {
    static final String ALLOWED = "calls in a time, such as 10/s, 60/m or 100/h";

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})/([smh])");

    /** Throws {@link IllegalArgumentException} for a text of another form. */
    static Rate parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("it has another form");
        }
        Duration time = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
        return new Rate(Long.parseLong(matcher.group(1)), time);
    }
}
