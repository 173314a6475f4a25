package dev.blb.emulator.seed;

import dev.blb.emulator.api.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a state contradicts itself by. It stays as it is when the state changes, so that its reason is looked for without a transaction. */
public interface Contradiction {
    /** InvalidParameter, with the things that are contradicted. */
    ApiException refusal();

    /**
     * The element of a seed that the state contradicts itself by; empty if it is none of them.
     *
     * @param seeded the elements of the seed that was applied, by account, kind and id of what they declare
     */
    Optional<SeedElement> reason(Map<List<String>, SeedElement> seeded);
}
