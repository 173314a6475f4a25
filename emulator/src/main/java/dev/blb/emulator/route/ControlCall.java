package dev.blb.emulator.route;

import dev.blb.emulator.api.Members;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A request to a control route.
 *
 * @param variables what stands in the path for each {@code {…}} of the route
 * @param query the checked query
 * @param body the checked body
 * @param text the body of a route that takes a text; empty for others
 * @param confinement refuses an account that the call must not reach, for routes whose body names some
 */
public record ControlCall(
        Map<String, String> variables, Members query, Members body, String text, Consumer<String> confinement) {
    /** A call that may reach all accounts. */
    public ControlCall(Map<String, String> variables, Members query, Members body, String text) {
        this(variables, query, body, text, account -> {});
    }

    /** What stands in the path for a variable of the route. */
    public String path(String variable) {
        return Objects.requireNonNull(variables.get(variable), variable);
    }

    /** The account that {@code ?account=} names, or the empty text for all. */
    public String account() {
        return query.optionalText("account").orElse("");
    }
}
