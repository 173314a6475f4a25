package dev.blb.emulator.seed;

import java.util.List;
import java.util.Map;

/** Refuses a state that contradicts itself and did not when this was made. */
@FunctionalInterface
public interface WholeCheck {
    /**
     * Refuses the state that there is now.
     *
     * @param seeded the elements of the seed that was applied, by account, kind and id of what they declare
     * @throws SeedException naming the element that the state contradicts itself by
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if it is none of them
     */
    void run(Map<List<String>, SeedElement> seeded);
}
