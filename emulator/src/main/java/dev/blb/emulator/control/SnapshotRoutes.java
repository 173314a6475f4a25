package dev.blb.emulator.control;

import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.asynchrony.Asynchronies;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.Snapshots;
import dev.blb.emulator.seed.WorldDiff;
import dev.blb.emulator.snapshot.SnapshotStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The state at some times: keep it, come back to it, compare it; and back to the start. */
public final class SnapshotRoutes {
    private final Snapshots snapshots;
    private final Asynchronies asynchronies;
    private final Ids ids;

    /** Routes over these snapshots. */
    public SnapshotRoutes(EmulatorContext context, Snapshots snapshots) {
        this.snapshots = snapshots;
        this.asynchronies = context.asynchronies();
        this.ids = context.ids();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return Stream.of(
                        ControlRoute.of(
                                "POST",
                                "reset",
                                "back to the state after start, for all accounts or for ?account=; snapshots stay",
                                this::reset),
                        ControlRoute.of(
                                "PUT",
                                "snapshots/{name}",
                                "keep the state of all accounts, or of ?account=, under a name; at most "
                                        + SnapshotStore.MAX_SNAPSHOTS,
                                this::take),
                        ControlRoute.of("GET", "snapshots", "the snapshots there are", this::list),
                        ControlRoute.of("DELETE", "snapshots/{name}", "forget a snapshot", this::delete),
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
                .map(route -> route.query(Schema.of(text("account"))))
                .toList();
    }

    private Object reset(ControlCall call) {
        asynchronies.reset(call.account());
        snapshots.reset(call.account());
        if (!call.account().isEmpty()) {
            return Map.of("reset", call.account());
        }
        // What is drawn next is as on a fresh start, so that runs between resets can be compared.
        ids.restart();
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
