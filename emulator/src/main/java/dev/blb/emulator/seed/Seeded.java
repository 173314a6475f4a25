package dev.blb.emulator.seed;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What came of seeds that were applied.
 *
 * @param seeded how many things of each section there were
 * @param warnings what is most likely not meant, each with its place
 */
public record Seeded(
        Map<String, Integer> seeded,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {
    /** With copies of these. */
    public Seeded {
        seeded = Map.copyOf(seeded);
        warnings = List.copyOf(warnings);
    }
}
