package dev.blb.emulator.seed;

import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.oneOf;

import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.schema.Schema;
import java.util.List;

/** The control routes of worlds' documents: seeds, and the state as one. */
public final class SeedRoutes {
    private static final Schema ACCOUNT = Schema.of(ControlRoute.ACCOUNT);

    private final Database database;
    private final SeedFormat format;
    private final Seeder seeder;
    private final int maxExport;

    /**
     * Routes over this state, for documents of this format.
     *
     * @param maxExport the largest export, in characters
     */
    public SeedRoutes(Database database, SeedFormat format, Seeder seeder, int maxExport) {
        this.database = database;
        this.format = format;
        this.seeder = seeder;
        this.maxExport = maxExport;
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
                ControlRoute.document("seed/schema.json", "the JSON Schema of seeds", format::jsonSchema),
                ControlRoute.of(
                                "GET",
                                "world",
                                "the state as a seed, of all or of ?account=, in JSON or YAML; declared secrets only with"
                                        + " ?secrets=true",
                                this::export)
                        .query(ACCOUNT.and(
                                oneOf("format", "json", "yaml").or("json"),
                                flag("secrets").or(false))));
    }

    private Object seed(ControlCall call) {
        try {
            return seeder.seed(call.text(), call.account(), call.confinement());
        } catch (SeedException refusal) {
            throw refusal.error().with("%s", refusal.text());
        }
    }

    private Object export(ControlCall call) {
        return database.exclusively(call.account(), tx -> {
            WorldExport export = new WorldExport(
                    format, tx, call.account(), tx.now(), call.query().flag("secrets"), maxExport);
            return call.query().text("format").equals("yaml")
                    ? new ControlText("application/yaml; charset=utf-8", export.yaml())
                    : ControlText.json(export.json());
        });
    }
}
