package dev.blb.emulator.settings;

/** What becomes of members of a request that no rule knows. */
public enum UnknownMembers {
    /** They are ignored, as the cloud does [doc:error-code]. */
    IGNORE,
    /** They are ignored, and a header of the answer names them. */
    WARN,
    /** The request is refused. */
    REFUSE
}
