package dev.blb.emulator.api;

import java.time.Duration;

/**
 * What one account may have and how it behaves.
 *
 * @param references which ids of other services are accepted
 * @param settleDelay how long an instance stays creating or updating after a write; zero shows no middle state
 * @param quotaLoadBalancers instances per account, 60 on the real service [doc:limits]
 * @param quotaListeners listeners per instance, 50 on the real service [doc:limits]
 * @param quotaBackends real servers per instance, 50 (assumption [m39])
 */
public record AccountSettings(
        References references, Duration settleDelay, int quotaLoadBalancers, int quotaListeners, int quotaBackends) {
    /** Which ids of VPCs, subnets, machines, groups and certificates a request may name. */
    public enum References {
        /** Any well-formed id; what is unknown is invented, always the same for the same id. */
        LENIENT,
        /** Only what was declared. */
        STRICT
    }
}
