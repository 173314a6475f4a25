package dev.blb.emulator.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What probes of a machine find out, by a script: {@code up}, {@code down}, {@code up 10s, down 5s, repeat}. A step without
 * a length lasts for ever; after the last one it stays as it is, unless the script repeats.
 */
public final class HealthScript {
    /** What is allowed, for messages. */
    public static final String ALLOWED =
            "steps such as \"down\" or \"up 10s, down 5s, repeat\": up or down, each with a length (ms, s, m, h) but the last";

    private static final Pattern STEP = Pattern.compile("(up|down)(?: +(\\d{1,9})(ms|s|m|h))?");
    private static final int MAX_STEPS = 100;
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final String text;
    private final List<Step> steps;
    private final long periodMillis;

    private record Step(boolean up, long millis) {}

    private HealthScript(String text, List<Step> steps, long periodMillis) {
        this.text = text;
        this.steps = steps;
        this.periodMillis = periodMillis;
    }

    /**
     * Reads a script.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static HealthScript parse(String text) {
        List<String> parts =
                new ArrayList<>(List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1)));
        boolean repeats = parts.size() > 1 && parts.get(parts.size() - 1).equals("repeat");
        if (repeats) {
            parts.remove(parts.size() - 1);
        }
        if (parts.size() > MAX_STEPS) {
            throw new IllegalArgumentException("more than " + MAX_STEPS + " steps");
        }
        List<Step> steps = new ArrayList<>();
        long period = 0;
        for (int i = 0; i < parts.size(); i++) {
            Matcher matcher = STEP.matcher(parts.get(i));
            boolean last = i == parts.size() - 1;
            if (!matcher.matches() || (matcher.group(2) == null && (!last || repeats))) {
                throw new IllegalArgumentException("step " + (i + 1) + " is \"" + parts.get(i) + "\"");
            }
            long millis = matcher.group(2) == null ? FOR_EVER : millis(matcher.group(2), matcher.group(3));
            if (millis == 0) {
                throw new IllegalArgumentException("step " + (i + 1) + " lasts no time");
            }
            steps.add(new Step(matcher.group(1).equals("up"), millis));
            period = repeats ? period + millis : 0;
        }
        return new HealthScript(text.strip(), List.copyOf(steps), period);
    }

    private static long millis(String amount, String unit) {
        long number = Long.parseLong(amount);
        return switch (unit) {
            case "ms" -> number;
            case "s" -> Duration.ofSeconds(number).toMillis();
            case "m" -> Duration.ofMinutes(number).toMillis();
            default -> Duration.ofHours(number).toMillis();
        };
    }

    /** What a probe finds out so many milliseconds after the script began. */
    public boolean isUp(long sinceMillis) {
        long left = periodMillis == 0 ? sinceMillis : sinceMillis % periodMillis;
        for (Step step : steps) {
            if (left < step.millis()) {
                return step.up();
            }
            left -= step.millis();
        }
        return steps.get(steps.size() - 1).up();
    }

    /** When the step ends that holds so many milliseconds after the script began, counted like that; or the greatest number. */
    long holdsUntil(long sinceMillis) {
        long left = periodMillis == 0 ? sinceMillis : sinceMillis % periodMillis;
        for (Step step : steps) {
            if (left < step.millis()) {
                return step.millis() == FOR_EVER ? FOR_EVER : sinceMillis + step.millis() - left;
            }
            left -= step.millis();
        }
        return FOR_EVER;
    }

    /** After how many milliseconds it begins again; 0 if it does not repeat. */
    long periodMillis() {
        return periodMillis;
    }

    @Override
    public String toString() {
        return text;
    }
}
