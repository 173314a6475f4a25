package dev.blb.emulator.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of the results that probes of a machine have: {@code up}, {@code down}, {@code up 10s, down 5s, repeat}. A step
 * without a duration does not end; after the last step its result stays, unless the script repeats.
 */
public final class HealthScript {
    /** What is allowed, for messages. */
    public static final String ALLOWED =
            "steps such as \"down\" or \"up 10s, down 5s, repeat\": up or down, each with a length (ms, s, m, h, d) but the last";

    private static final Pattern STEP = Pattern.compile("(up|down)(?: +(\\d{1,9})(ms|s|m|h|d))?");
    private static final int MAX_STEPS = 100;
    private static final long ENDLESS = Long.MAX_VALUE;

    private final String text;
    private final List<Step> steps;

    /** When each step ends, in milliseconds after the start. */
    private final long[] ends;

    private final long periodMillis;

    private record Step(boolean up, long millis) {}

    /**
     * What the script says at a time.
     *
     * @param up whether a probe succeeds
     * @param fromMillis when the step began, in milliseconds after the start
     */
    record Result(boolean up, long fromMillis) {}

    private HealthScript(String text, List<Step> steps, long periodMillis) {
        this.text = text;
        this.steps = steps;
        this.periodMillis = periodMillis;
        this.ends = new long[steps.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end = steps.get(i).millis() == ENDLESS
                    ? ENDLESS
                    : end + steps.get(i).millis();
            ends[i] = end;
        }
    }

    /**
     * Reads a script of at most 100 steps.
     *
     * @throws IllegalArgumentException if it is malformed
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
            long millis = matcher.group(2) == null ? ENDLESS : millis(matcher.group(2), matcher.group(3));
            if (millis == 0) {
                throw new IllegalArgumentException("step " + (i + 1) + " has no duration");
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
            case "h" -> Duration.ofHours(number).toMillis();
            default -> Duration.ofDays(number).toMillis();
        };
    }

    /** What the script says this many milliseconds after its start. */
    Result at(long sinceMillis) {
        long inPeriod = periodMillis == 0 ? sinceMillis : sinceMillis % periodMillis;
        int found = Arrays.binarySearch(ends, inPeriod);
        // A step does not include the moment at which it ends.
        int step = Math.min(found >= 0 ? found + 1 : -found - 1, ends.length - 1);
        long begin = step == 0 ? 0 : ends[step - 1];
        return new Result(steps.get(step).up(), sinceMillis - inPeriod + begin);
    }

    /** After how many milliseconds it repeats; 0 if it does not. */
    long periodMillis() {
        return periodMillis;
    }

    @Override
    public String toString() {
        return text;
    }
}
