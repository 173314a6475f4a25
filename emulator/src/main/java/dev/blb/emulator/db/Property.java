package dev.blb.emulator.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * One property of an entity, said once: its column, its member of a document, and how the entity gives it.
 *
 * @param <E> the type of the entity
 * @param <T> the type of the property
 */
public final class Property<E, T> {
    private final Field<?> column;
    private final List<String> path;
    private final Function<Row, @Nullable T> fromRow;
    private final Function<E, @Nullable Object> toColumn;
    private final Function<JsonNode, @Nullable T> fromJson;
    private final Function<E, @Nullable JsonNode> toJson;

    <C> Property(Field<C> column, String member, Codec<C, T> codec, Function<E, @Nullable T> getter) {
        this.column = column;
        this.path = List.of(member.split("\\.", -1));
        this.fromRow = row -> {
            C stored = row.find(column);
            return stored == null ? null : codec.fromColumn(stored);
        };
        this.toColumn = entity -> {
            T value = getter.apply(entity);
            return value == null ? null : codec.toColumn(value);
        };
        this.fromJson = value -> codec.fromJson(value);
        this.toJson = entity -> {
            T value = getter.apply(entity);
            return value == null ? null : codec.toJson(value);
        };
    }

    Field<?> column() {
        return column;
    }

    /** The path of its member in a document, such as {@code state.createTime}. */
    public String member() {
        return String.join(".", path);
    }

    /** What is stored of an entity. */
    public @Nullable Object stored(E entity) {
        return toColumn.apply(entity);
    }

    /** Its value in a row. */
    @Nullable
    T in(Row row) {
        return fromRow.apply(row);
    }

    /** Its value in a document. */
    @Nullable
    T in(ObjectNode document) {
        JsonNode node = document;
        for (String name : path) {
            node = node.path(name);
        }
        return node.isMissingNode() ? null : fromJson.apply(node);
    }

    /** Puts its value into a document. */
    void show(E entity, ObjectNode document) {
        JsonNode value = toJson.apply(entity);
        if (value == null || (value.isArray() && value.isEmpty())) {
            return;
        }
        ObjectNode around = document;
        for (String name : path.subList(0, path.size() - 1)) {
            around = around.withObjectProperty(name);
        }
        around.set(path.get(path.size() - 1), value);
    }
}
