package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.flag;

import dev.blb.emulator.consistency.ConsistencyProfiles;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.fault.Faults;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.journal.Journal;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.Snapshots;
import dev.blb.emulator.seed.WorldDiff;
import dev.blb.emulator.snapshot.SnapshotStore;
import dev.blb.emulator.time.ClockStore;
import dev.blb.emulator.time.EmulatorClock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The state at some times: keep it, come back to it, compare it; and back to the start. */
public final class SnapshotRoutes {
    private final Snapshots snapshots;
    private final ConsistencyProfiles profiles;
    private final Ids ids;
    private final EmulatorClock clock;
    private final Database database;
    private final ProbeEngine engine;
    private final Journal journal;
    private final Faults faults;

    /** Routes over these snapshots. */
    public SnapshotRoutes(EmulatorContext context, Snapshots snapshots) {
        this.snapshots = snapshots;
        this.profiles = context.profiles();
        this.journal = context.journal();
        this.faults = context.faults();
        this.ids = context.ids();
        this.clock = context.clock();
        this.database = context.database();
        this.engine = context.engine();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return Stream.of(
                        ControlRoute.of(
                                        "POST",
                                        "reset",
                                        "back to the state after start, for all accounts or for ?account=; snapshots stay, and so"
                                                + " does the clock unless ?clock=true lets it run with the real time again",
                                        this::reset)
                                .query(Schema.of(flag("clock").or(false))),
                        ControlRoute.of(
                                "PUT",
                                "snapshots/{name}",
                                "keep the state of all accounts, or of ?account=, under a name; at most "
                                        + SnapshotStore.MAX_SNAPSHOTS,
                                this::take),
                        ControlRoute.of("GET", "snapshots", "the snapshots there are", this::list),
                        ControlRoute.of("DELETE", "snapshots/{name}", "forget a snapshot", this::delete)
                                .alsoOfKeys(name -> !snapshots.list(name).isEmpty()),
                        ControlRoute.of(
                                "POST",
                                "snapshots/{name}/restore",
                                "bring the state of all accounts, or of ?account=, back at once",
                                this::restore),
                        ControlRoute.of(
                                "GET",
                                "snapshots/{name}/diff/{other}",
                                "what changed from one to another: a snapshot, seed (the state after start) or now",
                                this::diff))
                .map(route -> route.query(Schema.of(ControlRoute.ACCOUNT).and(route.query())))
                .toList();
    }

    private Object reset(ControlCall call) {
        boolean withClock = call.query().flag("clock");
        if (withClock && !call.account().isEmpty()) {
            throw INVALID_PARAMETER.at(
                    "clock", "is true; allowed is that only for all accounts, which share the clock");
        }
        // First, as it may be refused.
        snapshots.reset(call.account());
        profiles.reset(call.account());
        journal.clear(call.account());
        if (!call.account().isEmpty()) {
            faults.reset(call.account());
            return Map.of("reset", call.account());
        }
        // What is drawn next is as on a fresh start, so that runs between resets can be compared.
        ids.restart();
        if (withClock && database.isShared()) {
            database.exclusively("", tx -> {
                new ClockStore(tx).forget();
                return tx;
            });
            engine.beginAnew();
        } else if (withClock) {
            clock.backToReal();
            engine.beginAnew();
            database.inTransaction(tx -> {
                new ClockStore(tx).keep(clock.reading());
                return tx;
            });
        }
        // After the clock: the plan of the start begins at the time that it is set.
        faults.reset("");
        return Map.of("reset", "all");
    }

    private Object take(ControlCall call) {
        snapshots.take(call.account(), call.path("name"));
        return Map.of("name", call.path("name"));
    }

    private Object list(ControlCall call) {
        return Map.of("snapshots", snapshots.list(call.account()));
    }

    private Object delete(ControlCall call) {
        return Map.of("name", call.path("name"), "deleted", snapshots.delete(call.account(), call.path("name")));
    }

    private Object restore(ControlCall call) {
        snapshots.restore(call.account(), call.path("name"));
        return Map.of("restored", call.path("name"));
    }

    private Object diff(ControlCall call) {
        WorldDiff diff = snapshots.diff(call.account(), call.path("name"), call.path("other"));
        return Map.of("added", diff.added(), "removed", diff.removed(), "changed", diff.changed());
    }
}
