package dev.blb.emulator.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.Record;
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
 * A statement that jOOQ builds once for each dialect and JDBC sends ever after: to build and render it costs more than H2 needs to
 * carry it out. For what requests do; what is rare or differs each time goes through {@link Sql#dsl}.
 */
public final class Prepared {
    static final Settings SETTINGS = new Settings()
            .withExecuteLogging(false)
            .withRenderSchema(false)
            .withRenderQuotedNames(RenderQuotedNames.NEVER)
            .withRenderNameCase(RenderNameCase.AS_IS);

    private final Function<SQLDialect, ? extends Query> building;
    private final Kind kind;
    private final Map<SQLDialect, PreparedText> texts = new ConcurrentHashMap<>(2);

    /** What a statement does. */
    enum Kind {
        QUERY,
        CHANGE,
        /** Adds a row unless one of its keys is taken. */
        INSERT
    }

    private Prepared(Function<SQLDialect, ? extends Query> building, Kind kind) {
        this.building = building;
        this.kind = kind;
    }

    /** A query, built when it is first sent. What differs from call to call is {@link #given}. */
    public static Prepared query(Supplier<? extends Select<?>> building) {
        return new Prepared(dialect -> building.get(), Kind.QUERY);
    }

    /** A change of one table. */
    public static Prepared change(Supplier<? extends Query> building) {
        return new Prepared(dialect -> building.get(), Kind.CHANGE);
    }

    /** A change of one table that dialects need different statements for, where jOOQ has none that serves all. */
    public static Prepared changeByDialect(Function<SQLDialect, ? extends Query> building) {
        return new Prepared(building, Kind.CHANGE);
    }

    /** Adds a row of given values, built when it is first sent, unless one of its keys is taken. */
    public static Prepared insert(Supplier<? extends Query> building) {
        return new Prepared(dialect -> building.get(), Kind.INSERT);
    }

    /** Adds a row with a value for each column of a table, unless one of its keys is taken. */
    public static Prepared insert(Table<?> table) {
        return insert(() -> DSL.insertInto(table)
                .columns(table.fields())
                .values(Stream.of(table.fields()).map(Prepared::given).toList()));
    }

    /** Changes every column of a table where the condition holds. */
    public static Prepared update(Table<?> table, Condition condition) {
        return change(() -> {
            Map<Field<?>, Param<?>> values = new LinkedHashMap<>();
            for (Field<?> column : table.fields()) {
                values.put(column, given(column));
            }
            return DSL.update(table).set(values).where(condition);
        });
    }

    /** The place of a value that is given under the name of this column; it may have several places in a statement. */
    public static <T> Param<T> given(Field<T> column) {
        return DSL.param(column.getName(), column);
    }

    /** The place of a value that is given under a name of its own. */
    public static <T> Param<T> given(String name, Class<T> type) {
        return DSL.param(name, type);
    }

    PreparedText text(SQLDialect dialect) {
        return texts.computeIfAbsent(dialect, each -> PreparedText.of(building.apply(each), each));
    }

    /** The statement in a transaction, to be given its values. */
    public Call on(Sql sql) {
        return new Call(sql, text(sql.dialect()));
    }

    /** All rows of a query that differs each time. */
    static <T> List<T> all(Sql sql, Select<?> query, Function<Row, T> reading) {
        PreparedText text = PreparedText.of(query, sql.dialect());
        try (PreparedStatement executed = sql.session()
                .executedOnce(text.sql(), (statement, position) -> text.fill(statement, new Object[0], position))) {
            return confirmed(sql, executed, statement -> rows(statement, text, reading));
        } catch (SQLException e) {
            throw failed(text, e);
        }
    }

    private static <T> List<T> rows(PreparedStatement statement, PreparedText text, Function<Row, T> reading)
            throws SQLException {
        try (ResultSet result = statement.getResultSet()) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(result, text.columns());
            while (result.next()) {
                rows.add(reading.apply(row));
            }
            return rows;
        }
    }

    /** What is read of the result of a statement that saw what the transaction decides from. */
    private static <T> T confirmed(Sql sql, PreparedStatement executed, Work<T> work) throws SQLException {
        T read;
        try {
            read = work.with(executed);
        } catch (RuntimeException failure) {
            // What was declared meanwhile may be the reason, and then the transaction is carried out again.
            sql.session().confirm(executed);
            throw failure;
        }
        sql.session().confirm(executed);
        return read;
    }

    private static DataAccessException failed(PreparedText text, SQLException e) {
        return new DataAccessException(e.getMessage() + " in " + text.sql(), e);
    }

    /** Gives a statement its values, behind so many others. */
    interface Filling {
        void into(PreparedStatement statement, int position) throws SQLException;
    }

    private interface Work<T> {
        T with(PreparedStatement executed) throws SQLException;
    }

    /** One execution of a statement, with its values by name. Used once. */
    public final class Call {
        private static final Object MISSING = new Object();

        private final Sql sql;
        private final PreparedText text;
        private final @Nullable Object[] values;
        private @Nullable String turn;

        private Call(Sql sql, PreparedText text) {
            this.sql = sql;
            this.text = text;
            this.values = new Object[text.names().size()];
            Arrays.fill(values, MISSING);
        }

        /** Gives the value of a column, wherever {@link #given} has it in the statement. */
        public <T> Call set(Field<T> column, @Nullable T value) {
            return set(column.getName(), value);
        }

        /** Gives the value of a name. */
        public Call set(String name, @Nullable Object value) {
            Integer place = text.names().get(name);
            if (place == null) {
                throw new IllegalStateException(name + " has no place in " + text.sql());
            }
            values[place] = value;
            return this;
        }

        /**
         * Waits until no other transaction of this name's turn runs, before the row is asked for that all of them change. They should wait
         * for nothing else until they end: of two that wait for each other the server ends one, which is repeated.
         */
        public Call inTurn(String name) {
            turn = name;
            return this;
        }

        /** Gives the values of all columns of a row. */
        public Call row(Record row) {
            for (Field<?> column : row.fields()) {
                set(column.getName(), row.get(column));
            }
            return this;
        }

        /** Carries out a change; returns how many rows it touched. */
        public int run() {
            return changed(Kind.CHANGE, PreparedStatement::getUpdateCount);
        }

        /**
         * Carries out a change in its turn: where statements travel to a server together with the commit, so that others wait no longer than
         * for that. Should it touch no row there, the transaction is carried out again, and the change at once.
         *
         * @return whether it touches a row
         */
        public boolean runLast() {
            if (turn == null || kind != Kind.CHANGE) {
                throw new IllegalStateException(text.sql() + " is no change in turn");
            }
            requireValues();
            if (!sql.session()
                    .sendWithCommit(
                            Prepared.this,
                            text.sql(),
                            turn,
                            (statement, position) -> text.fill(statement, values, position))) {
                return run() > 0;
            }
            text.note(sql.notes(characters()), values);
            return true;
        }

        /** Adds the row, or nothing if one of its keys is taken; then the transaction goes on all the same. */
        public boolean addUnlessTaken() {
            try {
                return changed(Kind.INSERT, statement -> statement.getUpdateCount() > 0);
            } catch (DataAccessException e) {
                SQLException cause = e.getCause(SQLException.class);
                if (cause != null && sql.store().isTaken(cause)) {
                    return false;
                }
                throw e;
            }
        }

        private <T> T changed(Kind expected, Work<T> work) {
            if (kind != expected) {
                throw new IllegalStateException(text.sql() + " is no " + expected);
            }
            text.note(sql.notes(characters()), values);
            return sent(work);
        }

        private long characters() {
            long sum = 0;
            for (@Nullable Object value : values) {
                sum += value instanceof String string ? string.length() : 0;
            }
            return sum;
        }

        /** All rows as this reads them. */
        public <T> List<T> all(Function<Row, T> reading) {
            return sent(statement -> rows(statement, text, reading));
        }

        /** The first row, if there is any. */
        public <T> Optional<T> first(Function<Row, T> reading) {
            List<T> rows = all(reading);
            return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
        }

        /** The value in the first column of the one row that there always is. */
        public long number() {
            return sent(statement -> {
                try (ResultSet result = statement.getResultSet()) {
                    result.next();
                    return result.getLong(1);
                }
            });
        }

        /** Whether there is any row. */
        public boolean exists() {
            return sent(statement -> {
                try (ResultSet result = statement.getResultSet()) {
                    return result.next();
                }
            });
        }

        private void requireValues() {
            for (@Nullable Object value : values) {
                if (Objects.equals(value, MISSING)) {
                    throw new IllegalStateException("a value is missing: " + text.sql() + " takes "
                            + text.names().keySet());
                }
            }
        }

        private <T> T sent(Work<T> work) {
            requireValues();
            String sent = kind == Kind.INSERT ? sql.store().insertUnlessTaken(text.sql()) : text.sql();
            try {
                PreparedStatement executed = sql.session()
                        .executed(
                                Prepared.this,
                                sent,
                                turn,
                                (statement, position) -> text.fill(statement, values, position));
                return confirmed(sql, executed, work);
            } catch (SQLException e) {
                throw failed(text, e);
            }
        }
    }
}
