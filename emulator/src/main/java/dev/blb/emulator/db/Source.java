package dev.blb.emulator.db;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Where the properties of an entity are read from: a row, or a document. */
public interface Source {
    /** The value of a property, or null if it is absent there. */
    <T> @Nullable T find(Property<?, T> property);

    /** The value of a property that is always there. */
    default <T> T get(Property<?, T> property) {
        T value = find(property);
        if (value == null) {
            throw new IllegalStateException(property.column() + " is absent");
        }
        return value;
    }

    /** The value of a property, or this one where it is absent. */
    default <T> T get(Property<?, T> property, T otherwise) {
        T value = find(property);
        return value == null ? otherwise : value;
    }

    /** A row of the properties' table with all its columns. */
    static Source of(Row row) {
        return new Source() {
            @Override
            public <T> @Nullable T find(Property<?, T> property) {
                return property.in(row);
            }
        };
    }

    /** A document that the properties' schema let through. */
    static Source of(ObjectNode document) {
        return new Source() {
            @Override
            public <T> @Nullable T find(Property<?, T> property) {
                return property.in(document);
            }
        };
    }
}
