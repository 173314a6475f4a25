package dev.blb.emulator.settings;

/** How much of a signature is checked. */
public enum AuthMode {
    /** All of it: shape, access key, expiry, signature. */
    VERIFY,
    /** Only its shape; any access key and any signature will do. */
    PARSE,
    /** Nothing: a request without one is served too. */
    OFF
}
