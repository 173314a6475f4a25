package dev.blb.emulator.backend;

import java.time.Instant;

/**
 * A real server of an instance; every listener forwards to all of them [seed][go].
 *
 * @param instanceId the machine
 * @param ordinal orders the list and spells the marker
 * @param weight 0 to 100; 0 means no new traffic [meta]
 * @param desc a note
 * @param attachedAt when it was attached
 */
public record Backend(String blbId, String instanceId, long ordinal, int weight, String desc, Instant attachedAt) {}
