package dev.blb.emulator.snapshot;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT_ROWS;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.snapshot.StateStore.Image;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The snapshots in the database: images of the state under names, of one account or of all. */
public final class SnapshotStore {
    /** How many are kept at most, of all accounts together. */
    public static final int MAX_SNAPSHOTS = 100;

    private static final Prepared EXISTS = Prepared.query(
            () -> DSL.selectOne().from(SNAPSHOT).where(key(given(SNAPSHOT.ACCOUNT), given(SNAPSHOT.NAME))));

    private static final Prepared ROWS =
            Prepared.query(() -> DSL.select(SNAPSHOT_ROWS.TABLE_NAME, SNAPSHOT_ROWS.CONTENT)
                    .from(SNAPSHOT_ROWS)
                    .where(SNAPSHOT_ROWS.ACCOUNT.eq(given(SNAPSHOT_ROWS.ACCOUNT)))
                    .and(SNAPSHOT_ROWS.NAME.eq(given(SNAPSHOT_ROWS.NAME))));

    private final Tx tx;

    /** The snapshots as this transaction sees them. */
    public SnapshotStore(Tx tx) {
        this.tx = tx;
    }

    /**
     * A snapshot without what it holds.
     *
     * @param account whose state it holds; the empty text stands for everybody's
     */
    public record Line(String account, String name, String createTime) {}

    /**
     * Keeps an image; what was kept under the name before is replaced.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded
     */
    public void put(String account, String name, Image image, Instant now) {
        delete(account, name);
        if (Database.sql(tx).fetchCount(SNAPSHOT) >= MAX_SNAPSHOTS) {
            throw QUOTA_EXCEEDED.at(
                    "name", "is \"%s\"; %d snapshots are kept at most, delete one first", name, MAX_SNAPSHOTS);
        }
        Database.sql(tx)
                .insertInto(SNAPSHOT)
                .set(SNAPSHOT.ACCOUNT, account)
                .set(SNAPSHOT.NAME, name)
                .set(SNAPSHOT.CREATED_AT, now.toEpochMilli())
                .execute();
        image.rows()
                .forEach((table, rows) -> Database.sql(tx)
                        .insertInto(SNAPSHOT_ROWS)
                        .set(SNAPSHOT_ROWS.ACCOUNT, account)
                        .set(SNAPSHOT_ROWS.NAME, name)
                        .set(SNAPSHOT_ROWS.TABLE_NAME, table)
                        .set(SNAPSHOT_ROWS.CONTENT, rows)
                        .execute());
    }

    /** The image under this name of the account, or else of all accounts; empty if there is none. */
    public Optional<Image> find(String account, String name) {
        return one(account, name).or(() -> account.isEmpty() ? Optional.empty() : one("", name));
    }

    /** The same, or InvalidParameter. */
    public Image require(String account, String name) {
        return find(account, name)
                .orElseThrow(() -> INVALID_PARAMETER.at(
                        "name",
                        "is \"%s\"; allowed is one of %s",
                        name,
                        lines(account).stream().map(Line::name).toList()));
    }

    private Optional<Image> one(String account, String name) {
        if (!EXISTS.exists(tx, account, name)) {
            return Optional.empty();
        }
        Map<String, String> rows = new HashMap<>();
        ROWS.all(tx, row -> Map.entry(row.get(SNAPSHOT_ROWS.TABLE_NAME), row.get(SNAPSHOT_ROWS.CONTENT)), account, name)
                .forEach(table -> rows.put(table.getKey(), table.getValue()));
        return Optional.of(new Image(rows));
    }

    /** The snapshots of an account, or of everybody for the empty text, by account and name. */
    public List<Line> lines(String account) {
        return Database.sql(tx)
                .select(SNAPSHOT.ACCOUNT, SNAPSHOT.NAME, SNAPSHOT.CREATED_AT)
                .from(SNAPSHOT)
                .where(account.isEmpty() ? DSL.noCondition() : SNAPSHOT.ACCOUNT.eq(account))
                .orderBy(SNAPSHOT.ACCOUNT, SNAPSHOT.NAME)
                .fetch(row -> new Line(
                        row.value1(),
                        row.value2(),
                        Instant.ofEpochMilli(row.value3()).toString()));
    }

    /** The length of all that is kept, in characters. */
    public long characters() {
        return Database.sql(tx)
                .select(DSL.sum(DSL.length(SNAPSHOT_ROWS.CONTENT)))
                .from(SNAPSHOT_ROWS)
                .fetchOptional(0, long.class)
                .orElse(0L);
    }

    /** Forgets a snapshot; false if there was none. */
    public boolean delete(String account, String name) {
        return Database.sql(tx)
                        .deleteFrom(SNAPSHOT)
                        .where(key(DSL.val(account), DSL.val(name)))
                        .execute()
                > 0;
    }

    private static Condition key(Field<String> account, Field<String> name) {
        return SNAPSHOT.ACCOUNT.eq(account).and(SNAPSHOT.NAME.eq(name));
    }
}
