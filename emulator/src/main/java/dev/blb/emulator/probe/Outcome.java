package dev.blb.emulator.probe;

/**
 * What one probe found out.
 *
 * @param reason why it is a success or a failure, for people
 * @param latencyMillis how long it took, in real time
 */
record Outcome(boolean up, String reason, long latencyMillis) {}
