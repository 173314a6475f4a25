package dev.blb.emulator.control;

/**
 * An answer that is no JSON.
 *
 * @param type its media type
 */
public record ControlText(String type, String text) {}
