package dev.blb.emulator.api;

/**
 * A kind of request.
 *
 * @param path segments between slashes; one in braces stands for any text that is not empty
 * @param selector a query key whose presence counts ({@code update}), or a key with a value ({@code action=RESIZE}); the
 *     empty text means that none is needed
 */
public record Way(String method, String path, String selector) {
    @Override
    public String toString() {
        return method + " " + path + (selector.isEmpty() ? "" : "?" + selector);
    }
}
