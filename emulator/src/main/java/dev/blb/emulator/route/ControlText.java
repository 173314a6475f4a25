package dev.blb.emulator.route;

/**
 * An answer that is a text already.
 *
 * @param type its media type
 */
public record ControlText(String type, String text) {
    /** A JSON document that was written already. */
    public static ControlText json(String text) {
        return new ControlText("application/json;charset=UTF-8", text);
    }
}
