package dev.blb.emulator.seed;

import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.schema.Schema;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The control routes of worlds' documents: seeds, and the state as one. */
public final class SeedRoutes {
    private static final Schema ACCOUNT = Schema.of(text("account"));

    private final Database database;
    private final SeedFormat format;
    private final Seeder seeder;
    private final Clock clock;

    /** Routes over this state, for documents of this format. */
    public SeedRoutes(Database database, SeedFormat format, Seeder seeder, Clock clock) {
        this.database = database;
        this.format = format;
        this.seeder = seeder;
        this.clock = clock;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of(
                                "POST",
                                "seed",
                                "apply a seed (YAML or JSON), all or nothing; things that name no account are for"
                                        + " ?account=, or for all",
                                this::seed)
                        .query(ACCOUNT)
                        .takingText(),
                ControlRoute.of("GET", "seed/schema.json", "the JSON Schema of seeds", call -> format.jsonSchema()),
                ControlRoute.of(
                                "GET",
                                "world",
                                "the state as a seed, of all or of ?account=, in JSON or YAML",
                                this::export)
                        .query(ACCOUNT.and(oneOf("format", "json", "yaml").or("json"))));
    }

    private Object seed(ControlCall call) {
        try {
            return Map.of("seeded", seeder.seed(call.text(), call.account()));
        } catch (SeedException refusal) {
            throw refusal.error().with("%s", refusal.text());
        }
    }

    private Object export(ControlCall call) {
        ObjectNode document =
                database.exclusively(call.account(), tx -> WorldExport.of(format, tx, call.account(), clock.instant()));
        return call.query().text("format").equals("yaml")
                ? new ControlText("application/yaml; charset=utf-8", WorldExport.yaml(document))
                : document;
    }
}
