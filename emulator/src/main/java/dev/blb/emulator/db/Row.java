package dev.blb.emulator.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** A row of a result; it holds only until the next one is read. */
public final class Row {
    private final ResultSet result;
    private final IdentityHashMap<Field<?>, Integer> columns;

    Row(ResultSet result, IdentityHashMap<Field<?>, Integer> columns) {
        this.result = result;
        this.columns = columns;
    }

    /** The value of a column that the query names and that is never null. */
    public <T> T get(Field<T> column) {
        T value = find(column);
        if (value == null) {
            throw new IllegalStateException(column + " is null");
        }
        return value;
    }

    /** The value of a column that the query names and that may be null. */
    public <T> @Nullable T find(Field<T> column) {
        Integer place = columns.get(column);
        if (place == null) {
            throw new IllegalStateException(column + " is not selected");
        }
        try {
            return result.getObject(place, column.getType());
        } catch (SQLException e) {
            throw new DataAccessException(e.getMessage() + " for " + column, e);
        }
    }
}
