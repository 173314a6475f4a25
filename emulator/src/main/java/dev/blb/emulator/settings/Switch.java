package dev.blb.emulator.settings;

/** Whether a part of the emulator runs. */
public enum Switch {
    /** It does not run, and nothing of it is loaded. */
    OFF,
    /** It runs. */
    ON
}
