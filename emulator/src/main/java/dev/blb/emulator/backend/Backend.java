package dev.blb.emulator.backend;

import java.time.Instant;

/**
 * A real server of an instance; every listener forwards to all of them [seed][go].
 *
 * @param instanceId the machine
 * @param ordinal its number in the instance, from 1, which orders the list and is in its marker
 * @param weight 0 to 100; 0 means no new traffic [meta]
 * @param desc a note
 */
public record Backend(String blbId, String instanceId, long ordinal, int weight, String desc, Instant attachedAt) {
    /** The same with another weight and note. */
    Backend with(int changedWeight, String changedDesc) {
        return new Backend(blbId, instanceId, ordinal, changedWeight, changedDesc, attachedAt);
    }
}
