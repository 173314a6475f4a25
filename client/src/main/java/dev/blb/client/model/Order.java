package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The order that a change of size or billing made [doc:orders].
 *
 * @param orderId 32 lower-case hexadecimal digits
 */
public record Order(String orderId) {
    /** Refuses null by name. */
    public Order {
        Required.notNull("orderId", orderId);
    }
}
