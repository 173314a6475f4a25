package dev.blb.emulator.settings;

/** Whether something is done. */
public enum Switch {
    /** It is not done, and no class that only it needs is loaded. */
    OFF,
    /** It is done. */
    ON
}
