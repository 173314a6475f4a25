package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;

/**
 * One page of a list [meta] [seed].
 *
 * @param items the items; may be fewer than asked for, even none
 * @param marker the marker of the first item; may be empty
 * @param nextMarker the marker of the next page's first item; empty when there is none
 * @param isTruncated whether there is a next page
 * @param maxKeys the page size that the service used, 1 to 1000
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, String marker, String nextMarker, boolean isTruncated, int maxKeys) {
    /** A page; its items are copied. */
    public Page {
        items = Required.list("items", items);
        Required.notNull("marker", marker);
        Required.notNull("nextMarker", nextMarker);
    }

    /** Whether there is a next page that can be asked for: one official sample is truncated but has no next marker. */
    public boolean hasNext() {
        return isTruncated && !nextMarker.isEmpty();
    }
}
