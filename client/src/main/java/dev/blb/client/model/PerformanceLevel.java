package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The size of a dedicated instance; a shared one has none. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record PerformanceLevel(String value) implements OpenEnum {
    /** {@code small1}. */
    public static final PerformanceLevel SMALL1 = new PerformanceLevel("small1");

    /** {@code small2}. */
    public static final PerformanceLevel SMALL2 = new PerformanceLevel("small2");

    /** {@code medium1}. */
    public static final PerformanceLevel MEDIUM1 = new PerformanceLevel("medium1");

    /** {@code medium2}. */
    public static final PerformanceLevel MEDIUM2 = new PerformanceLevel("medium2");

    /** {@code large1}. */
    public static final PerformanceLevel LARGE1 = new PerformanceLevel("large1");

    /** {@code large2}. */
    public static final PerformanceLevel LARGE2 = new PerformanceLevel("large2");

    /** {@code large3}. */
    public static final PerformanceLevel LARGE3 = new PerformanceLevel("large3");

    /** {@code unlimited}: postpaid by capacity unit only. */
    public static final PerformanceLevel UNLIMITED = new PerformanceLevel("unlimited");

    /** Refuses null by name. */
    public PerformanceLevel {
        Required.notNull("value", value);
    }
}
