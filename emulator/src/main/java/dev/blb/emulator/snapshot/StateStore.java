package dev.blb.emulator.snapshot;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static dev.blb.emulator.db.generated.Tables.CLOCK_READING;
import static dev.blb.emulator.db.generated.Tables.DECLARATION;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT_ROWS;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.generated.DefaultSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.JSONFormat;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.SelectConditionStep;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * The state as rows, whatever they are about: of one account, or of all. A table belongs to the state by itself: its column
 * {@code account} or {@code blb_id} tells whose each row is. Used exclusively ({@link dev.blb.emulator.db.Database#exclusively}).
 */
public final class StateStore {
    private static final JSONFormat FORMAT = JSONFormat.DEFAULT_FOR_RESULTS;

    /** The tables beside the state, which a reset and a restore leave, each behind those that it refers to. */
    private static final List<Table<?>> KEPT = List.of(CLOCK_READING, SNAPSHOT, SNAPSHOT_ROWS);

    /** The tables of the state, each behind those that it refers to. */
    private static final List<Table<?>> TABLES = DefaultSchema.DEFAULT_SCHEMA
            .tableStream()
            .filter(table -> !KEPT.contains(table))
            .sorted(Comparator.comparing(
                            (Table<?> table) -> table.equals(ACCOUNT) ? 0 : table.equals(LOAD_BALANCER) ? 1 : 2)
                    .thenComparing(Table::getName))
            .collect(Collectors.toList());

    private static final Prepared OWNER = Prepared.query(() -> DSL.select(LOAD_BALANCER.ACCOUNT)
            .from(LOAD_BALANCER)
            .where(LOAD_BALANCER.BLB_ID.eq(given(LOAD_BALANCER.BLB_ID))));

    private static final Map<Table<?>, Prepared> INSERT =
            TABLES.stream().collect(Collectors.toMap(table -> table, Prepared::insert));

    // From the far end, so that no row is looked for on behalf of another: the database would, one by one.
    private static final List<Prepared> CLEAR_ALL = backwards((table, dialect) -> DSL.deleteFrom(table));

    private static final List<Prepared> CLEAR = backwards((table, dialect) -> hasAccount(table)
            ? DSL.deleteFrom(table).where(owner(table, ACCOUNT.ACCOUNT_).eq(given(ACCOUNT.ACCOUNT_)))
            : deleteWithInstance(table, dialect));

    private static final Prepared COUNT_ALL = Prepared.query(() -> DSL.select(TABLES.stream()
            .map(table -> DSL.field(DSL.selectCount().from(table)))
            .reduce(Field::plus)
            .orElseThrow()));

    private static final Prepared KEPT_CHARACTERS =
            Prepared.query(() -> DSL.select(DSL.coalesce(DSL.sum(DSL.length(SNAPSHOT_ROWS.CONTENT)), BigDecimal.ZERO))
                    .from(SNAPSHOT_ROWS));

    private static final Pattern TYPE = Pattern.compile("\"type\":\"[^\"]+\"");

    /** To open an empty database takes as long as to delete so many rows. */
    private static final int FEW_ROWS = 100;

    /** So much is copied into an empty database at most, and is in memory twice meanwhile. */
    private static final int MAX_KEPT_CHARACTERS = 4_000_000;

    private final Sql sql;

    /** The state as this transaction sees it. */
    public StateStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /**
     * Rows of the state.
     *
     * @param schemaVersion version of the schema whose tables and columns they name
     * @param rows JSON by table; a table without rows is not there
     */
    public record Image(int schemaVersion, Map<String, String> rows) {
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
    private static Query deleteWithInstance(Table<?> table, SQLDialect dialect) {
        if (dialect.family() == SQLDialect.POSTGRES) {
            // Its MERGE deletes from version 15 on.
            return DSL.deleteFrom(table)
                    .using(LOAD_BALANCER)
                    .where(owner(table, LOAD_BALANCER.BLB_ID).eq(LOAD_BALANCER.BLB_ID))
                    .and(LOAD_BALANCER.ACCOUNT.eq(given(ACCOUNT.ACCOUNT_)));
        }
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

    private static List<Prepared> backwards(BiFunction<Table<?>, SQLDialect, Query> statement) {
        List<Prepared> statements = new ArrayList<>();
        TABLES.forEach(
                table -> statements.add(0, Prepared.changeByDialect(dialect -> statement.apply(table, dialect))));
        return statements;
    }

    /** Whether nothing was made or declared. */
    public boolean isEmpty() {
        return COUNT_ALL.on(sql).number() == 0;
    }

    /** Whether one of these accounts has anything. */
    public boolean isHeldBy(Collection<String> accounts) {
        return TABLES.stream()
                .filter(StateStore::hasAccount)
                .anyMatch(table -> sql.dsl()
                        .fetchExists(DSL.selectFrom(table)
                                .where(owner(table, ACCOUNT.ACCOUNT_).in(accounts))));
    }

    /** Removes what an account has, or everything for the empty text. */
    public void clear(String account) {
        if (!account.isEmpty()) {
            CLEAR.forEach(each -> each.on(sql).set(ACCOUNT.ACCOUNT_, account).run());
            return;
        }
        boolean many = COUNT_ALL.on(sql).number() > FEW_ROWS;
        if (!many || KEPT_CHARACTERS.on(sql).number() > MAX_KEPT_CHARACTERS || !sql.startOver(KEPT)) {
            CLEAR_ALL.forEach(each -> each.on(sql).run());
        }
    }

    /** The rows of an account, or all rows for the empty text. */
    public Image image(String account) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (Table<?> table : TABLES) {
            Result<?> found = sql.dsl().fetch(rows(table, account));
            if (found.isNotEmpty()) {
                rows.put(table.getName(), found.formatJSON(FORMAT));
            }
        }
        return new Image(sql.schema().version(), rows);
    }

    /** The state in which nothing was made or declared. */
    public Image emptyImage() {
        return new Image(sql.schema().version(), Map.of());
    }

    /** Account, kind and id of each declaration that an image of this schema holds. */
    public Set<List<String>> declared(Image image) {
        return Optional.ofNullable(image.rows().get(DECLARATION.getName())).map(this::read).stream()
                .flatMap(List::stream)
                .map(row -> Stream.of(DECLARATION.ACCOUNT, DECLARATION.KIND, DECLARATION.ID)
                        .map(column -> row.get(column.getName(), String.class))
                        .toList())
                .collect(Collectors.toSet());
    }

    /**
     * Replaces what an account has by what it has in an image of this schema, or everything by the whole image for the empty text.
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
            Result<Record> rows = read(json);
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
            rows.forEach(row -> insert(table, row));
        }
    }

    /** Rows as {@link #image} wrote them, whatever the locale of that process was. */
    private Result<Record> read(String json) {
        int records = json.indexOf("\"records\"");
        // jOOQ writes names of types in upper case of the process's locale, and finds them by that: INTEGER has a
        // dotted İ in
        // Turkish. It finds those in lower case by every locale.
        String fields = TYPE.matcher(json.substring(0, Math.max(0, records)))
                .replaceAll(type -> type.group().replace('\u0130', 'I').toLowerCase(Locale.ROOT));
        return sql.dsl().fetchFromJSON(fields + json.substring(Math.max(0, records)));
    }

    private void insert(Table<?> table, Record row) {
        Prepared.Call insert = Objects.requireNonNull(INSERT.get(table)).on(sql);
        table.fieldStream().forEach(column -> copy(column, row, insert));
        if (!insert.addUnlessTaken()) {
            if (table.equals(LOAD_BALANCER)) {
                refuseTaken(row.get(LOAD_BALANCER.BLB_ID.getName(), String.class));
            }
            throw INVALID_PARAMETER.with(
                    "The snapshot holds a %s that another account has by now; restore all accounts, or reset that one",
                    table.getName().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    /** Refuses the id of a load balancer that another account has. */
    private void refuseTaken(String blbId) {
        OWNER.on(sql)
                .set(LOAD_BALANCER.BLB_ID, blbId)
                .first(found -> found.get(LOAD_BALANCER.ACCOUNT))
                .ifPresent(owner -> {
                    throw INVALID_PARAMETER.with(
                            "The snapshot holds load balancer %s, which account %s has by now; restore all accounts, or"
                                    + " reset that one",
                            blbId, owner);
                });
    }

    private static <T> void copy(Field<T> column, Record from, Prepared.Call to) {
        to.set(column, from.get(column.getName(), column.getType()));
    }

    /**
     * Brings an image to a newer schema, by the same scripts as the state itself. Only in an empty database of the image's schema
     * that nobody else uses.
     *
     * @param schema the newer one
     */
    public Image upgraded(Image image, SchemaSteps schema) {
        List<String> order = TABLES.stream().map(Table::getName).toList();
        image.rows().entrySet().stream()
                .sorted(Comparator.comparing(rows -> order.indexOf(rows.getKey())))
                .forEach(rows -> loadAsWritten(rows.getKey(), rows.getValue()));
        schema.after(image.schemaVersion()).forEach(sql::run);
        return new Image(schema.version(), image("").rows());
    }

    private void loadAsWritten(String table, String json) {
        Result<Record> rows = read(json);
        sql.dsl()
                .batch(rows.stream()
                        .map(row -> DSL.insertInto(DSL.table(DSL.name(table)))
                                .columns(names(row))
                                .values(row.intoList()))
                        .toList())
                .execute();
    }

    private static List<Field<Object>> names(Record row) {
        return Stream.of(row.fields())
                .map(column -> DSL.field(DSL.name(column.getName())))
                .toList();
    }
}
