package dev.blb.emulator.route;

/**
 * An answer that is no JSON.
 *
 * @param type its media type
 */
public record ControlText(String type, String text) {}
