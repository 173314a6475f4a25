package dev.blb.emulator.settings;

/** Which members answers have [n6]. */
public enum Answers {
    /** Every member that some official client or known program reads. */
    FULL,
    /** Members that official pages or the models of the official Java SDKs have. */
    DOCUMENTED
}
