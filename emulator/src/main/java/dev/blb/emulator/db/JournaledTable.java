package dev.blb.emulator.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table as the journal sees it.
 *
 * @param columns the names of all columns, in order
 * @param keyColumns where the columns of the primary key stand among them
 */
@SuppressWarnings("ArrayRecordComponent") // One per table, compared by identity only.
record JournaledTable(String name, List<String> columns, int[] keyColumns) {
    /** The types whose values the journal can write. */
    private static final Set<String> TYPES = Set.of(
            "CHARACTER VARYING", "CHARACTER", "CHARACTER LARGE OBJECT", "INTEGER", "SMALLINT", "BIGINT", "BOOLEAN");

    private static final String COLUMNS = """
            SELECT c.table_name, c.column_name, c.data_type, k.column_name IS NOT NULL
            FROM information_schema.columns c
            JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
            LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema
                AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'
            LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema
                AND k.constraint_name = p.constraint_name AND k.column_name = c.column_name
            WHERE c.table_schema = 'PUBLIC' AND t.table_type = 'BASE TABLE'
            ORDER BY c.table_name, c.ordinal_position
            """;

    /** All tables of a database by name. */
    static Map<String, JournaledTable> all(Connection connection) throws SQLException {
        Map<String, JournaledTable> tables = new LinkedHashMap<>();
        Map<String, List<Integer>> keys = new LinkedHashMap<>();
        try (ResultSet rows = connection.createStatement().executeQuery(COLUMNS)) {
            while (rows.next()) {
                String name = rows.getString(1);
                String column = rows.getString(2);
                if (!TYPES.contains(rows.getString(3))) {
                    throw new IllegalStateException(
                            "the journal cannot write " + name + "." + column + " of type " + rows.getString(3));
                }
                JournaledTable table =
                        tables.computeIfAbsent(name, each -> new JournaledTable(each, new ArrayList<>(), new int[0]));
                if (rows.getBoolean(4)) {
                    keys.computeIfAbsent(name, each -> new ArrayList<>()).add(table.columns.size());
                }
                table.columns.add(column);
            }
        }
        tables.replaceAll((name, table) -> new JournaledTable(
                name,
                List.copyOf(table.columns),
                keys.getOrDefault(name, List.of()).stream()
                        .mapToInt(Integer::intValue)
                        .toArray()));
        tables.values().stream()
                .filter(table -> table.keyColumns.length == 0)
                .findFirst()
                .ifPresent(table -> {
                    throw new IllegalStateException("the journal needs a primary key in " + table.name);
                });
        return tables;
    }

    /** Finds a row by its key. */
    String select() {
        return "SELECT * FROM \"" + name + "\"" + where();
    }

    /** Deletes a row by its key. */
    String delete() {
        return "DELETE FROM \"" + name + "\"" + where();
    }

    /** Inserts a whole row. */
    String insert() {
        return "INSERT INTO \"" + name + "\" VALUES (" + String.join(", ", Collections.nCopies(columns.size(), "?"))
                + ")";
    }

    private String where() {
        StringBuilder text = new StringBuilder(" WHERE ");
        for (int column : keyColumns) {
            text.append(text.length() > 7 ? " AND " : "")
                    .append('"')
                    .append(columns.get(column))
                    .append("\" = ?");
        }
        return text.toString();
    }
}
