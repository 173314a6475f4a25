/**
 * Requests and answers. Both are immutable and named after the members on the wire.
 *
 * <p>A request is built by a chain of methods, each of which returns a new request and checks what is documented about its
 * member: {@link java.lang.IllegalArgumentException} names member, value and range. An answer is a record: a component
 * that is {@code @Nullable} may be missing in the answer; any other is empty, zero or false if the service leaves it out.
 */
@NullMarked
package dev.blb.client.model;

import org.jspecify.annotations.NullMarked;
