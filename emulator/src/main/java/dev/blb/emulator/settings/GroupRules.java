package dev.blb.emulator.settings;

/** What the rules of security groups do to traffic. */
public enum GroupRules {
    /** What they deny is forwarded all the same, counted and shown. */
    REPORT,
    /** What they deny is dropped. */
    ENFORCE
}
