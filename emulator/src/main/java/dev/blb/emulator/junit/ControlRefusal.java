package dev.blb.emulator.junit;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A control route refused a call. */
final class ControlRefusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** What the emulator says first and last for those who called the route themselves. */
    private static final Pattern ABOUT_JSON =
            Pattern.compile("^The JSON you provided was [^.]*\\. (?=.)", Pattern.DOTALL);

    private static final Pattern ABOUT_ROUTE = Pattern.compile(" This route: .*$", Pattern.DOTALL);

    private final String detail;

    /**
     * The refusal of a call.
     *
     * @param call its method and path
     * @param answer the body of the answer
     */
    ControlRefusal(String call, int status, String answer) {
        super(call + " answered " + status + ": " + answer);
        this.detail = message(answer).orElse(answer);
    }

    private static Optional<String> message(String answer) {
        return JsonText.read(answer)
                .filter(Map.class::isInstance)
                .map(error -> ((Map<?, ?>) error).get("message"))
                .map(message -> ABOUT_ROUTE.matcher(message.toString()).replaceFirst(""))
                .map(message -> ABOUT_JSON.matcher(message).replaceFirst(""));
    }

    /** What was wrong and what is allowed, without the call. */
    String detail() {
        return detail;
    }
}
