package dev.blb.emulator.route;

/**
 * A server-sent event with a name.
 *
 * @param data what is written as JSON
 */
public record ServerEvent(String name, Object data) {}
