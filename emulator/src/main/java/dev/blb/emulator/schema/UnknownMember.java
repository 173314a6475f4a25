package dev.blb.emulator.schema;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Nearest;
import java.util.List;
import java.util.Optional;

/**
 * A member of a request that no field knows.
 *
 * @param path where it stands, such as {@code backendServerList[0].wieght}
 * @param known the names that are known there
 */
public record UnknownMember(String path, String name, List<String> known) {
    /** The known name that was most likely meant. */
    public Optional<String> nearest() {
        return Nearest.to(name, known);
    }

    /** The refusal of a request that may not have it. */
    public ApiException refusal() {
        return INVALID_PARAMETER.at(
                path,
                "is unknown here; allowed is %s%s",
                known.isEmpty() ? "nothing" : String.join(", ", known),
                Nearest.hint(name, known));
    }
}
