package dev.blb.emulator.db;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * A table and the entity that each of its rows holds: one property for each column. Rows are written and documents are shown
 * from the same list; what reads an entity names the same properties, whether from a row or from a document.
 *
 * @param <E> the type of the entity
 */
public final class EntityTable<E> {
    private final Table<?> table;
    private final List<Property<E, ?>> properties = new ArrayList<>();
    private final Set<Property<E, ?>> hidden = new HashSet<>();

    /** Whether each column has a property. Several threads may find it out. */
    private volatile boolean isComplete;

    /** A table whose properties are added next. */
    public EntityTable(Table<?> table) {
        this.table = table;
    }

    /**
     * Adds the property of a column. Documents show the properties in the order in which they are added.
     *
     * @param member the path of its member in documents, such as {@code state.createTime}
     * @param getter the property of an entity; null for one without
     */
    public <C, T> Property<E, T> property(
            Field<C> column, String member, Codec<C, T> codec, Function<E, @Nullable T> getter) {
        Property<E, T> property = new Property<>(column, member, codec, getter);
        properties.add(property);
        return property;
    }

    /** The same, but documents do not show it: whoever writes one knows it, and puts it into the document before it is read. */
    public <C, T> Property<E, T> hidden(
            Field<C> column, String member, Codec<C, T> codec, Function<E, @Nullable T> getter) {
        Property<E, T> property = property(column, member, codec, getter);
        hidden.add(property);
        return property;
    }

    /** The properties, one for each column. */
    public List<Property<E, ?>> properties() {
        if (!isComplete) {
            // Here and not where they are added: a class whose constants fail is dead, and every later test says only
            // that.
            requireEachColumn();
            isComplete = true;
        }
        return properties;
    }

    private void requireEachColumn() {
        List<String> without = Stream.of(table.fields()).map(Field::getName).collect(Collectors.toList());
        List<String> tooMany = new ArrayList<>();
        for (Property<E, ?> property : properties) {
            boolean isOurs = List.of(table.fields()).contains(property.column());
            if (!isOurs || !without.remove(property.column().getName())) {
                tooMany.add(property.column().getName());
            }
        }
        if (!without.isEmpty() || !tooMany.isEmpty()) {
            throw new IllegalStateException(
                    "%s needs one property for each column; without one: %s; in one too many: %s"
                            .formatted(table.getName(), without, tooMany));
        }
    }

    /** Gives a statement what is stored of an entity: a value for each column. */
    public Prepared.Call set(Prepared.Call call, E entity) {
        for (Property<E, ?> property : properties()) {
            call.set(property.column().getName(), property.stored(entity));
        }
        return call;
    }

    /** Shows an entity in a document; the members of its {@code state} come last. */
    public void show(E entity, ObjectNode document) {
        for (boolean state : new boolean[] {false, true}) {
            for (Property<E, ?> property : properties()) {
                if (!hidden.contains(property) && property.member().startsWith("state.") == state) {
                    property.show(entity, document);
                }
            }
        }
    }
}
