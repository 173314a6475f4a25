package dev.blb.client.model;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list to fetch [meta].
 *
 * @param marker where the page begins: the {@code nextMarker} of the page before; null means at the beginning
 * @param maxKeys the page size, 1 to 1000; null means the service's default, 1000
 */
public record PageRequest(@Nullable String marker, @Nullable Integer maxKeys) {
    /** The first page, in the service's default size. */
    public static final PageRequest FIRST = new PageRequest(null, null);

    /** A page request; refuses a size out of range. */
    public PageRequest {
        if (maxKeys != null) {
            Required.inRange("maxKeys", maxKeys, 1, 1000);
        }
    }

    /** The same size from this marker on. */
    public PageRequest withMarker(String newMarker) {
        return new PageRequest(Required.notNull("newMarker", newMarker), maxKeys);
    }

    /** The same beginning with this size, 1 to 1000. */
    public PageRequest withMaxKeys(int newMaxKeys) {
        return new PageRequest(marker, newMaxKeys);
    }
}
