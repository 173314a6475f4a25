package dev.blb.emulator.state;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.state.generated.Tables.SNAPSHOT;
import static dev.blb.emulator.state.generated.Tables.SNAPSHOT_ROWS;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.state.StateStore.Image;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jooq.impl.DSL;

/** The snapshots in the database: images of the state under names, of one account or of all. */
public final class SnapshotStore {
    /** How many are kept at most, of all accounts together. */
    public static final int MAX_SNAPSHOTS = 100;

    private final DSLContext sql;

    /** The snapshots as this transaction sees them. */
    public SnapshotStore(Tx tx) {
        this.sql = Database.sql(tx);
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
        if (sql.fetchCount(SNAPSHOT) >= MAX_SNAPSHOTS) {
            throw QUOTA_EXCEEDED.with(
                    "name is \"%s\"; %d snapshots are kept at most, delete one first", name, MAX_SNAPSHOTS);
        }
        sql.insertInto(SNAPSHOT)
                .set(SNAPSHOT.ACCOUNT, account)
                .set(SNAPSHOT.NAME, name)
                .set(SNAPSHOT.CREATED_AT, now.toEpochMilli())
                .execute();
        image.rows()
                .forEach((table, rows) -> sql.insertInto(SNAPSHOT_ROWS)
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
                .orElseThrow(() -> INVALID_PARAMETER.with(
                        "name is \"%s\"; allowed is one of %s",
                        name, lines(account).stream().map(Line::name).toList()));
    }

    private Optional<Image> one(String account, String name) {
        if (!sql.fetchExists(SNAPSHOT, key(account, name))) {
            return Optional.empty();
        }
        Map<String, String> rows = sql.select(SNAPSHOT_ROWS.TABLE_NAME, SNAPSHOT_ROWS.CONTENT)
                .from(SNAPSHOT_ROWS)
                .where(SNAPSHOT_ROWS.ACCOUNT.eq(account))
                .and(SNAPSHOT_ROWS.NAME.eq(name))
                .fetchMap(Record2::value1, Record2::value2);
        return Optional.of(new Image(rows));
    }

    /** The snapshots of an account, or of everybody for the empty text, by account and name. */
    public List<Line> lines(String account) {
        return sql.select(SNAPSHOT.ACCOUNT, SNAPSHOT.NAME, SNAPSHOT.CREATED_AT)
                .from(SNAPSHOT)
                .where(account.isEmpty() ? DSL.noCondition() : SNAPSHOT.ACCOUNT.eq(account))
                .orderBy(SNAPSHOT.ACCOUNT, SNAPSHOT.NAME)
                .fetch(row -> new Line(
                        row.value1(),
                        row.value2(),
                        Instant.ofEpochMilli(row.value3()).toString()));
    }

    /** Forgets a snapshot; false if there was none. */
    public boolean delete(String account, String name) {
        return sql.deleteFrom(SNAPSHOT).where(key(account, name)).execute() > 0;
    }

    private static Condition key(String account, String name) {
        return SNAPSHOT.ACCOUNT.eq(account).and(SNAPSHOT.NAME.eq(name));
    }
}
