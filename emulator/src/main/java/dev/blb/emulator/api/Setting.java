package dev.blb.emulator.api;

/**
 * The key of a setting; the package {@code settings} holds the table of all.
 *
 * @param <T> the type of its value
 */
public interface Setting<T> {
    /** The value where none is set. */
    T fallback();
}
