package dev.blb.emulator.probe;

/**
 * The result of one probe.
 *
 * @param up whether it is a success
 * @param reason why, for people
 * @param latencyMillis how long it took in real time, in milliseconds
 */
record ProbeResult(boolean up, String reason, long latencyMillis) {}
