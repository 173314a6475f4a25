package dev.blb.emulator.api;

/** Which ids of VPCs, subnets, machines, groups and certificates a request may name. */
public enum References {
    /**
     * Any well-formed id that contradicts no declaration; what an undeclared id stands for is derived from it, always the same
     * for the same id.
     */
    LENIENT,
    /** Declared ids only. */
    STRICT
}
