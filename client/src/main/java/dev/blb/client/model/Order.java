package dev.blb.client.model;

/**
 * The order that a change of size or billing made [doc:orders].
 *
 * @param orderId 32 lower-case hexadecimal digits
 */
public record Order(String orderId) {}
