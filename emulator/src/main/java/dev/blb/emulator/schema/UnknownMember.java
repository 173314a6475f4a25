package dev.blb.emulator.schema;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A member of a request that no field knows.
 *
 * @param path where it stands, such as {@code backendServerList[0].wieght}
 * @param known the names that are known there
 * @param inQuery whether it stands in the query; otherwise it stands in the body
 */
public record UnknownMember(String path, String name, List<String> known, boolean inQuery) {
    /** The known name that was most likely meant. */
    public Optional<String> nearest() {
        return Nearest.to(name, known);
    }

    /**
     * Where it belongs, if that is the other part of the request: the end of a sentence that begins with it.
     *
     * @param elsewhere the names that are known in the other part
     */
    public Optional<String> misplaced(Set<String> elsewhere) {
        return path.equals(name) && elsewhere.contains(name)
                ? Optional.of("belongs into the " + (inQuery ? "body" : "query"))
                : Optional.empty();
    }

    /**
     * The refusal of a request that may not have it; it says what was most likely meant.
     *
     * @param elsewhere the names that are known in the other part of the request
     */
    public ApiException refusal(Set<String> elsewhere) {
        return refusalWith(misplaced(elsewhere).map(text -> "; it " + text).orElseGet(() -> Nearest.hint(name, known)));
    }

    /** The same with another hint at its end. */
    public ApiException refusalWith(String hint) {
        return INVALID_PARAMETER.at(
                path, "is unknown here; allowed is %s%s", known.isEmpty() ? "nothing" : String.join(", ", known), hint);
    }
}
