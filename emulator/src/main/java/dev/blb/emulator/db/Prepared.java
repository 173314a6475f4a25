package dev.blb.emulator.db;

import dev.blb.emulator.api.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is built by jOOQ once and sent by JDBC ever after: to build and render it costs more than H2 needs to carry
 * it out. For what a request does; what is rare or differs each time goes through {@link Database#sql}.
 */
public final class Prepared {
    static final SQLDialect DIALECT = SQLDialect.H2;

    static final Settings SETTINGS = new Settings()
            .withExecuteLogging(false)
            .withRenderSchema(false)
            .withRenderQuotedNames(RenderQuotedNames.NEVER)
            .withRenderNameCase(RenderNameCase.AS_IS);

    private final Supplier<? extends Query> building;
    private final boolean writes;
    private volatile @Nullable Text text;

    /**
     * What is sent.
     *
     * @param constants the values of its places; empty where one is given with each call
     * @param columns where the columns of its result stand, from 1
     */
    private record Text(
            String sql, List<Optional<Object>> constants, IdentityHashMap<Field<?>, Integer> columns, boolean writes) {
        static Text of(Query query, boolean writes) {
            IdentityHashMap<Field<?>, Integer> columns = new IdentityHashMap<>();
            if (query instanceof Select<?> select) {
                select.getSelect().forEach(column -> columns.put(column, columns.size() + 1));
            }
            DSLContext sql = DSL.using(DIALECT, SETTINGS);
            return new Text(
                    sql.render(query),
                    sql.extractBindValues(query).stream()
                            .map(Optional::ofNullable)
                            .toList(),
                    columns,
                    writes);
        }

        void fill(PreparedStatement statement, @Nullable Object... values) throws SQLException {
            int place = 0;
            int given = 0;
            for (Optional<Object> constant : constants) {
                statement.setObject(++place, constant.isPresent() ? constant.get() : values[given++]);
            }
            if (given < values.length) {
                throw new IllegalStateException(values.length + " values for " + sql);
            }
        }

        DataAccessException failed(SQLException e) {
            return new DataAccessException(e.getMessage() + " in " + sql, e);
        }
    }

    private Prepared(Supplier<? extends Query> building, boolean writes) {
        this.building = building;
        this.writes = writes;
    }

    /** A query, built when it is first sent. What differs from call to call is {@link #given}. */
    public static Prepared query(Supplier<? extends Select<?>> building) {
        return new Prepared(building, false);
    }

    /** A change, or a query that contains one. */
    public static Prepared change(Supplier<? extends Query> building) {
        return new Prepared(building, true);
    }

    /** Adds a row with a value for each column of a table, in their order. */
    public static Prepared insert(Table<?> table) {
        return change(() -> DSL.insertInto(table)
                .columns(table.fields())
                .values(Stream.of(table.fields()).map(Prepared::given).toList()));
    }

    /** Changes every column of a table where the condition holds: a value for each column, then those of the condition. */
    public static Prepared update(Table<?> table, Condition condition) {
        return change(() -> {
            Map<Field<?>, Param<?>> values = new LinkedHashMap<>();
            for (Field<?> column : table.fields()) {
                values.put(column, given(column));
            }
            return DSL.update(table).set(values).where(condition);
        });
    }

    /** The place of a value of this column; values are given in the order in which their places stand. */
    public static <T> Param<T> given(Field<T> column) {
        return DSL.param(column.getName(), column);
    }

    private Text text() {
        Text known = text;
        if (known == null) {
            known = Text.of(building.get(), writes);
            text = known;
        }
        return known;
    }

    /**
     * Carries out a change; returns how many rows it touched.
     *
     * @throws DataAccessException if the database refuses, see {@link Database#isDuplicate}
     */
    public int run(Tx tx, @Nullable Object... values) {
        return sent(tx, values, PreparedStatement::executeUpdate);
    }

    /** All rows as this reads them. */
    public <T> List<T> all(Tx tx, Function<Row, T> reading, Object... values) {
        return sent(tx, values, statement -> rows(statement, text(), reading));
    }

    /** The first row, if there is any. */
    public <T> Optional<T> first(Tx tx, Function<Row, T> reading, Object... values) {
        List<T> rows = all(tx, reading, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** The value in the first column of the one row that there always is. */
    public long number(Tx tx, Object... values) {
        return sent(tx, values, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        });
    }

    /** Whether there is any row. */
    public boolean exists(Tx tx, Object... values) {
        return first(tx, row -> row, values).isPresent();
    }

    /** All rows of a query that differs each time, read in the same way. */
    public static <T> List<T> all(Tx tx, Select<?> query, Function<Row, T> reading) {
        Text text = Text.of(query, false);
        try (PreparedStatement statement =
                Database.session(tx, false).connection().prepareStatement(text.sql())) {
            text.fill(statement);
            return rows(statement, text, reading);
        } catch (SQLException e) {
            throw text.failed(e);
        }
    }

    private static <T> List<T> rows(PreparedStatement statement, Text text, Function<Row, T> reading)
            throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(result, text.columns());
            while (result.next()) {
                rows.add(reading.apply(row));
            }
            return rows;
        }
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T sent(Tx tx, @Nullable Object[] values, Work<T> work) {
        Text text = text();
        try {
            PreparedStatement statement = Database.session(tx, text.writes()).statement(this, text.sql());
            text.fill(statement, values);
            return work.with(statement);
        } catch (SQLException e) {
            throw text.failed(e);
        }
    }

    /** A row of a result; it holds only until the next one is read. */
    public static final class Row {
        private final ResultSet result;
        private final IdentityHashMap<Field<?>, Integer> columns;

        private Row(ResultSet result, IdentityHashMap<Field<?>, Integer> columns) {
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

        /** The same of a column that may be null. */
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
}
