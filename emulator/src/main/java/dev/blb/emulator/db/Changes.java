package dev.blb.emulator.db;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that one transaction has changed, by their keys. Belongs to one thread. */
final class Changes {
    private final Map<String, JournaledTable> tables;
    private final Set<Key> keys = new LinkedHashSet<>();

    /** No changes yet, in these tables by their names. */
    Changes(Map<String, JournaledTable> tables) {
        this.tables = tables;
    }

    /** A row's place: its table and the values of its primary key. */
    record Key(String table, List<Object> values) {}

    /** Notes a row that is, or was, in a table; null where there was none. */
    void note(String table, Object @Nullable [] row) {
        if (row == null) {
            return;
        }
        int[] columns = Objects.requireNonNull(tables.get(table), table).keyColumns();
        List<Object> values = new ArrayList<>(columns.length);
        for (int column : columns) {
            values.add(row[column]);
        }
        keys.add(new Key(table, values));
    }

    /** Every changed row once, in the order of the first change. */
    Set<Key> keys() {
        return keys;
    }
}
