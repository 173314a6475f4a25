package dev.blb.emulator.snapshot;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT_ROWS;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.snapshot.StateStore.Image;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** The snapshots in the database: images of the state under names, of one account or of all. */
public final class SnapshotStore {
    /** How many are kept at most, of all accounts together. */
    public static final int MAX_SNAPSHOTS = 100;

    private static final Condition THIS =
            SNAPSHOT.ACCOUNT.eq(given(SNAPSHOT.ACCOUNT)).and(SNAPSHOT.NAME.eq(given(SNAPSHOT.NAME)));

    private static final Prepared VERSION = Prepared.query(
            () -> DSL.select(SNAPSHOT.SCHEMA_VERSION).from(SNAPSHOT).where(THIS));
    private static final Prepared COUNT = Prepared.query(() -> DSL.selectCount().from(SNAPSHOT));
    private static final Prepared INSERT = Prepared.insert(SNAPSHOT);
    private static final Prepared INSERT_ROWS = Prepared.insert(SNAPSHOT_ROWS);
    private static final Prepared DELETE =
            Prepared.change(() -> DSL.deleteFrom(SNAPSHOT).where(THIS));

    private static final Prepared ROWS =
            Prepared.query(() -> DSL.select(SNAPSHOT_ROWS.TABLE_NAME, SNAPSHOT_ROWS.CONTENT)
                    .from(SNAPSHOT_ROWS)
                    .where(SNAPSHOT_ROWS.ACCOUNT.eq(given(SNAPSHOT_ROWS.ACCOUNT)))
                    .and(SNAPSHOT_ROWS.NAME.eq(given(SNAPSHOT_ROWS.NAME))));

    private final Sql sql;

    /** The snapshots as this transaction sees them. */
    public SnapshotStore(Tx tx) {
        this.sql = Sql.of(tx);
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
    public void put(String account, String name, Image image) {
        delete(account, name);
        if (COUNT.on(sql).number() >= MAX_SNAPSHOTS) {
            throw QUOTA_EXCEEDED.at(
                    "name", "is \"%s\"; %d snapshots are kept at most, delete one first", name, MAX_SNAPSHOTS);
        }
        on(account, name, INSERT)
                .set(SNAPSHOT.CREATED_AT, sql.now().toEpochMilli())
                .set(SNAPSHOT.SCHEMA_VERSION, image.schemaVersion())
                .addUnlessTaken();
        image.rows()
                .forEach((table, rows) -> on(account, name, INSERT_ROWS)
                        .set(SNAPSHOT_ROWS.TABLE_NAME, table)
                        .set(SNAPSHOT_ROWS.CONTENT, rows)
                        .addUnlessTaken());
    }

    private Prepared.Call on(String account, String name, Prepared statement) {
        return statement.on(sql).set(SNAPSHOT.ACCOUNT, account).set(SNAPSHOT.NAME, name);
    }

    /** The image under this name of the account, or else of all accounts; empty if there is none. */
    public Optional<Image> find(String account, String name) {
        return one(account, name).or(() -> account.isEmpty() ? Optional.empty() : one("", name));
    }

    /**
     * The same, or InvalidParameter.
     *
     * @param others the names beside those of snapshots that are allowed, for the message
     */
    public Image require(String account, String name, List<String> others) {
        return find(account, name).orElseThrow(() -> missing(account, name, others));
    }

    private ApiException missing(String account, String name, List<String> others) {
        List<Line> all = lines("");
        List<String> known = Stream.concat(
                        all.stream()
                                .filter(line -> line.account().isEmpty()
                                        || line.account().equals(account))
                                .map(Line::name),
                        others.stream())
                .distinct()
                .toList();
        String whose = all.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .map(line -> ", which is a snapshot of account " + line.account() + " alone (?account=" + line.account()
                        + " names it)")
                .orElse("");
        return INVALID_PARAMETER.at(
                "name",
                "is \"%s\"%s; allowed is one of %s%s",
                name,
                whose,
                String.join(", ", known),
                Nearest.hint(name, known));
    }

    private Optional<Image> one(String account, String name) {
        return on(account, name, VERSION)
                .first(row -> row.get(SNAPSHOT.SCHEMA_VERSION))
                .map(version -> new Image(version, rows(account, name)));
    }

    private Map<String, String> rows(String account, String name) {
        Map<String, String> rows = new HashMap<>();
        on(account, name, ROWS)
                .all(row -> Map.entry(row.get(SNAPSHOT_ROWS.TABLE_NAME), row.get(SNAPSHOT_ROWS.CONTENT)))
                .forEach(table -> rows.put(table.getKey(), table.getValue()));
        return rows;
    }

    /** The snapshots of an account, or of everybody for the empty text, by account and name. */
    public List<Line> lines(String account) {
        return sql.all(
                DSL.selectFrom(SNAPSHOT)
                        .where(account.isEmpty() ? DSL.noCondition() : SNAPSHOT.ACCOUNT.eq(account))
                        .orderBy(SNAPSHOT.ACCOUNT, SNAPSHOT.NAME),
                row -> new Line(
                        row.get(SNAPSHOT.ACCOUNT),
                        row.get(SNAPSHOT.NAME),
                        Instant.ofEpochMilli(row.get(SNAPSHOT.CREATED_AT)).toString()));
    }

    /** The length of all that is kept, in characters. */
    public long characters() {
        return sql.dsl()
                .select(DSL.sum(DSL.length(SNAPSHOT_ROWS.CONTENT)))
                .from(SNAPSHOT_ROWS)
                .fetchOptional(0, long.class)
                .orElse(0L);
    }

    /** Forgets a snapshot; false if there was none. */
    public boolean delete(String account, String name) {
        return on(account, name, DELETE).run() > 0;
    }
}
