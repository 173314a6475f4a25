package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.settings.SettingsTable.MAX_EXPORT;
import static dev.blb.emulator.settings.SettingsTable.SNAPSHOT_MEMORY;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.snapshot.SnapshotStore;
import dev.blb.emulator.snapshot.StateStore;
import dev.blb.emulator.snapshot.StateStore.Image;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The state at some times under names: to come back to, and to compare. A snapshot holds every row, client tokens included,
 * so that what is restored is what was there; to compare two, their rows are written as documents.
 */
public final class Snapshots {
    /** The name of the state after start. */
    public static final String SEED = "seed";

    /** The name of the state that is. */
    public static final String NOW = "now";

    private final SeedFormat format;
    private final Database database;
    private final Function<SchemaSteps, Database> scratch;
    private final Function<String, WholeCheck> whole;
    private final RestoreCheck ownership;
    private final int maxInMemory;
    private final int maxDocument;

    /**
     * Snapshots of this state within the limits of these settings, compared as documents of this format.
     *
     * @param scratch makes an empty database with a schema, to work on a copy of the state
     * @param whole asked before an account is restored, for what finds out whether the state contradicts itself behind it
     * @param ownership asked at the same time, for what refuses a state that has what is another account's by now
     */
    public Snapshots(
            Database database,
            Function<SchemaSteps, Database> scratch,
            SeedFormat format,
            Settings settings,
            Function<String, WholeCheck> whole,
            RestoreCheck ownership) {
        this.format = format;
        this.database = database;
        this.scratch = scratch;
        this.whole = whole;
        this.ownership = ownership;
        this.maxInMemory = settings.get(SNAPSHOT_MEMORY);
        this.maxDocument = settings.get(MAX_EXPORT);
    }

    /** Whether nothing was made, declared or seeded yet, at the start. */
    public boolean isBlank(Tx tx) {
        // Where the state ends with the process nothing can be there yet, and to ask loads much code.
        return !database.isDurable()
                || (new SnapshotStore(tx).find("", SEED).isEmpty() && new StateStore(tx).isEmpty());
    }

    /** Keeps what there is after the start, as what a reset comes back to. */
    public void keepSeed(Tx tx) {
        new SnapshotStore(tx).put("", SEED, new StateStore(tx).image(""));
    }

    /**
     * Keeps what an account has, or everything for the empty text; what was kept under the name before is replaced.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter for a name that is none, QuotaExceeded
     */
    public void take(String account, String name) {
        String kept = own(name);
        database.exclusively(account, tx -> {
            take(tx, account, kept);
            return kept;
        });
    }

    private void take(Tx tx, String account, String name) {
        SnapshotStore snapshots = new SnapshotStore(tx);
        snapshots.delete(account, name);
        Image image = new StateStore(tx).image(account);
        if (!database.isDurable() && snapshots.characters() + image.characters() > maxInMemory) {
            throw QUOTA_EXCEEDED.at(
                    "name",
                    "is \"%s\"; it would take %d bytes beside %d of other snapshots, and allowed are %d (setting"
                            + " --snapshot-memory); delete one, or keep the state in a --data-dir",
                    name,
                    image.characters(),
                    snapshots.characters(),
                    maxInMemory);
        }
        snapshots.put(account, name, image);
    }

    /** The snapshots of an account, or of everybody for the empty text. */
    public List<SnapshotStore.Line> list(String account) {
        return database.inTransaction(tx -> new SnapshotStore(tx).lines(account));
    }

    /** Forgets a snapshot; false if there was none. */
    public boolean delete(String account, String name) {
        return database.exclusively(account, tx -> new SnapshotStore(tx).delete(account, own(name)));
    }

    /**
     * Brings back what an account had, or everything for the empty text, all at once. An account without a snapshot of that
     * name takes its part of the one of all accounts.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if another account has by now what the account had, or what it had
     *     declared contradicts what is declared by now for every account
     */
    public void restore(String account, String name) {
        database.exclusively(account, tx -> {
            StateStore state = new StateStore(tx);
            Image image = image(tx, account, name, List.of(SEED));
            if (account.isEmpty()) {
                state.load(account, image);
            } else {
                WholeCheck contradictions = whole.apply(account);
                Runnable others = ownership.before(tx, account, state.declared(image));
                state.load(account, image);
                format.sections().forEach(section -> section.checkRestored(tx, account));
                database.showDeclared(tx, account);
                run(
                        () -> contradictions.contradiction().ifPresent(found -> {
                            throw found.refusal();
                        }),
                        "Restore all accounts, or change first what is declared for every account.");
                run(others, "Restore all accounts, or remove it there first.");
            }
            return name;
        });
    }

    private static void run(Runnable check, String advice) {
        try {
            check.run();
        } catch (ApiException refusal) {
            throw refusal.and(advice);
        }
    }

    /** Brings back the state after start, of an account or of all. */
    public void reset(String account) {
        restore(account, SEED);
    }

    private Image image(Tx tx, String account, String name, List<String> others) {
        SnapshotStore snapshots = new SnapshotStore(tx);
        Image image = name.equals(SEED)
                ? snapshots.find("", SEED).orElseGet(() -> new StateStore(tx).emptyImage())
                : snapshots.require(account, name, others);
        SchemaSteps schema = database.schema();
        if (image.schemaVersion() == schema.version()) {
            return image;
        }
        try (Database older = scratch.apply(schema.upTo(image.schemaVersion()))) {
            return older.exclusively("", own -> new StateStore(own).upgraded(image, schema));
        }
    }

    /** What changed from one snapshot to another, or to now. */
    public WorldDiff diff(String account, String from, String to) {
        return WorldDiff.between(format, document(account, from), document(account, to));
    }

    private ObjectNode document(String account, String name) {
        if (name.equals(NOW)) {
            return database.exclusively(account, tx -> document(tx, account));
        }
        Image image = database.inTransaction(tx -> image(tx, account, name, List.of(SEED, NOW)));
        try (Database copy = scratch.apply(database.schema())) {
            return copy.exclusively(account, tx -> {
                new StateStore(tx).load(account, image);
                return document(tx, account);
            });
        }
    }

    private ObjectNode document(Tx tx, String account) {
        return new WorldExport(format, tx, account, tx.now(), false, maxDocument).tree();
    }

    private static String own(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,64}") || Set.of(SEED, NOW).contains(name)) {
            throw INVALID_PARAMETER.at(
                    "name",
                    "is \"%s\"; allowed are 1 to 64 letters, digits and . _ -, other than %s and %s",
                    name,
                    SEED,
                    NOW);
        }
        return name;
    }
}
