package dev.blb.emulator.snapshot;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static dev.blb.emulator.db.generated.Tables.CLOCK_READING;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT_ROWS;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.generated.DefaultSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONFormat;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectConditionStep;
import org.jooq.Table;
import org.jooq.TableRecord;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * The state as rows, whatever they are about: of one account, or of all. A table belongs to the state by itself: its column
 * {@code account} or {@code blb_id} tells whose each row is. Used exclusively ({@link Database#exclusively}).
 */
public final class StateStore {
    private static final JSONFormat FORMAT = JSONFormat.DEFAULT_FOR_RESULTS;

    /** The tables of the state, each behind those that it refers to. */
    private static final List<Table<?>> TABLES = DefaultSchema.DEFAULT_SCHEMA
            .tableStream()
            .filter(table -> !Set.of(CLOCK_READING, SNAPSHOT, SNAPSHOT_ROWS).contains(table))
            .sorted(Comparator.comparing(
                            (Table<?> table) -> table.equals(ACCOUNT) ? 0 : table.equals(LOAD_BALANCER) ? 1 : 2)
                    .thenComparing(Table::getName))
            .collect(Collectors.toList());

    // From the far end, so that no row is looked for on behalf of another: the database would, one by one.
    private static final List<Prepared> CLEAR_ALL = backwards(table -> DSL.deleteFrom(table));

    private static final List<Prepared> CLEAR = backwards(table -> hasAccount(table)
            ? DSL.deleteFrom(table).where(owner(table, ACCOUNT.ACCOUNT_).eq(given(ACCOUNT.ACCOUNT_)))
            : deleteWithInstance(table));

    private static final Prepared COUNT_ALL = Prepared.query(() -> DSL.select(TABLES.stream()
            .map(table -> DSL.field(DSL.selectCount().from(table)))
            .reduce(Field::plus)
            .orElseThrow()));

    /** After a truncation every statement is compiled anew, which takes as long as to delete so many rows. */
    private static final int FEW_ROWS = 1_000;

    private final Tx tx;

    /** The state as this transaction sees it. */
    public StateStore(Tx tx) {
        this.tx = tx;
    }

    /** Rows of the state as JSON, by table; a table without rows is not there. */
    public record Image(Map<String, String> rows) {
        /** The state in which nothing was made or declared. */
        public static final Image EMPTY = new Image(Map.of());

        /** The length of all rows, in characters. */
        public long characters() {
            return rows.values().stream().mapToLong(String::length).sum();
        }
    }

    private static Field<String> owner(Table<?> table, Field<String> column) {
        return Objects.requireNonNull(table.field(column), () -> table.getName() + " tells not whose its rows are");
    }

    private static boolean hasAccount(Table<?> table) {
        return table.field(ACCOUNT.ACCOUNT_) != null;
    }

    // A join, here and below: H2 would carry out a subquery anew for each row.
    private static Query deleteWithInstance(Table<?> table) {
        Table<?> theirs = DSL.select(LOAD_BALANCER.BLB_ID)
                .from(LOAD_BALANCER)
                .where(LOAD_BALANCER.ACCOUNT.eq(given(ACCOUNT.ACCOUNT_)))
                .asTable("theirs");
        return DSL.mergeInto(table)
                .using(theirs)
                .on(owner(table, LOAD_BALANCER.BLB_ID).eq(owner(theirs, LOAD_BALANCER.BLB_ID)))
                .whenMatchedThenDelete();
    }

    /** The rows of a table of the state that belong to an account, or all for the empty text; for stores. */
    public static SelectConditionStep<Record> rows(Table<?> table, String account) {
        var rows = DSL.select(table.fields());
        if (account.isEmpty()) {
            return rows.from(table).where();
        }
        return hasAccount(table)
                ? rows.from(table).where(owner(table, ACCOUNT.ACCOUNT_).eq(account))
                : rows.from(LOAD_BALANCER)
                        .join(table)
                        .on(owner(table, LOAD_BALANCER.BLB_ID).eq(LOAD_BALANCER.BLB_ID))
                        .where(LOAD_BALANCER.ACCOUNT.eq(account));
    }

    private static List<Prepared> backwards(Function<Table<?>, Query> statement) {
        List<Prepared> statements = new ArrayList<>();
        TABLES.forEach(table -> statements.add(0, Prepared.change(() -> statement.apply(table))));
        return statements;
    }

    /** Removes what an account has, or everything for the empty text. */
    public void clear(String account) {
        if (!account.isEmpty()) {
            CLEAR.forEach(each -> each.run(tx, account));
        } else if (Database.isKept(tx) || COUNT_ALL.number(tx) <= FEW_ROWS) {
            CLEAR_ALL.forEach(each -> each.run(tx));
        } else {
            truncate();
        }
    }

    /** Empties every table at once, whatever it holds: in memory, for a file could be left half empty by a kill. */
    private void truncate() {
        DSLContext sql = Database.sql(tx);
        sql.execute("SET REFERENTIAL_INTEGRITY FALSE");
        try {
            TABLES.forEach(table -> sql.truncate(table).execute());
        } finally {
            sql.execute("SET REFERENTIAL_INTEGRITY TRUE");
        }
    }

    /** The rows of an account, or all rows for the empty text. */
    public Image image(String account) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (Table<?> table : TABLES) {
            Result<?> found = Database.sql(tx).fetch(rows(table, account));
            if (found.isNotEmpty()) {
                rows.put(table.getName(), found.formatJSON(FORMAT));
            }
        }
        return new Image(rows);
    }

    /**
     * Replaces what an account has by what it has in an image, or everything by the whole image for the empty text.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if another account has by now what the image holds
     */
    public void load(String account, Image image) {
        clear(account);
        Set<String> instances = Set.of();
        for (Table<?> table : TABLES) {
            String json = image.rows().get(table.getName());
            if (json == null) {
                continue;
            }
            Result<Record> rows = Database.sql(tx).fetchFromJSON(json);
            if (!account.isEmpty()) {
                Set<String> own = instances;
                rows.removeIf(row -> hasAccount(table)
                        ? !account.equals(row.get(owner(table, ACCOUNT.ACCOUNT_).getName(), String.class))
                        : !own.contains(
                                row.get(owner(table, LOAD_BALANCER.BLB_ID).getName(), String.class)));
            }
            if (table.equals(LOAD_BALANCER)) {
                instances = rows.intoSet(LOAD_BALANCER.BLB_ID.getName(), String.class);
            }
            insert(table, rows);
        }
    }

    private void insert(Table<?> table, Result<Record> rows) {
        try {
            Database.sql(tx)
                    .batchInsert(rows.stream().map(row -> record(table, row)).toList())
                    .execute();
        } catch (DataAccessException e) {
            if (Database.isDuplicate(e)) {
                throw INVALID_PARAMETER.with(
                        "The snapshot holds a %s that another account has by now; restore all accounts, or reset that one",
                        table.getName().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
            throw e;
        }
    }

    private static TableRecord<?> record(Table<?> table, Record row) {
        if (!(table.newRecord() instanceof TableRecord<?> record)) {
            throw new IllegalStateException(table.getName() + " is no table");
        }
        table.fieldStream().forEach(field -> copy(field, row, record));
        return record;
    }

    private static <T> void copy(Field<T> field, Record from, Record to) {
        to.set(field, from.get(field.getName(), field.getType()));
        // Also a null: then all rows share one statement.
        to.changed(field, true);
    }
}
