package dev.blb.emulator.control;

import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.account.DeclarationStore;
import dev.blb.emulator.account.DeclarationStore.Declaration;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SeedException;
import dev.blb.emulator.seed.SeedFormat;
import dev.blb.emulator.seed.Seeder;
import dev.blb.emulator.seed.WorldExport;
import dev.blb.emulator.world.World;
import dev.blb.emulator.world.World.Kind;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The world around load balancers and the whole as a document: seed, export, what is declared. */
public final class WorldRoutes {
    private static final Schema ACCOUNT = Schema.of(text("account"));

    private static final String DECLARE = "declare it or replace it, for all accounts or for ?account=";

    private final Database database;
    private final World world;
    private final Seeder seeder;
    private final SeedFormat format;
    private final Clock clock;

    /** Routes over the state of this emulator. */
    public WorldRoutes(EmulatorContext context, Seeder seeder) {
        this.database = context.database();
        this.world = context.world();
        this.seeder = seeder;
        this.format = new SeedFormat(context.routes());
        this.clock = context.clock();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        Stream<ControlRoute> general = Stream.of(
                ControlRoute.of(
                                "POST",
                                "seed",
                                "add what a seed (YAML or JSON) declares, all or nothing; things without an account are"
                                        + " for ?account=",
                                this::seed)
                        .query(ACCOUNT)
                        .takingText(),
                ControlRoute.of("GET", "seed/schema.json", "the JSON Schema of seeds", call -> format.jsonSchema()),
                ControlRoute.of(
                                "GET",
                                "world",
                                "the state as a seed, of all or of ?account=, in JSON or YAML",
                                this::export)
                        .query(ACCOUNT.and(oneOf("format", "json", "yaml").or("json"))),
                ControlRoute.of("GET", "world/{kind}", "what is declared of a kind", this::list)
                        .query(ACCOUNT),
                ControlRoute.of("DELETE", "world/{kind}/{id}", "take a declaration back", this::remove)
                        .query(ACCOUNT));
        Stream<ControlRoute> declaring = Stream.of(Kind.values())
                .map(kind -> ControlRoute.of(
                                "PUT",
                                "world/" + kind.plural() + "/{id}",
                                DECLARE
                                        + (kind == Kind.MACHINE
                                                ? "; machines/{instanceId} says where it really lives"
                                                : ""),
                                call -> declare(kind, call))
                        .query(ACCOUNT)
                        .body(kind.members()));
        return Stream.concat(general, declaring).toList();
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
                database.exclusively(call.account(), tx -> WorldExport.of(tx, call.account(), clock.instant()));
        return call.query().text("format").equals("yaml")
                ? new ControlText("application/yaml; charset=utf-8", WorldExport.yaml(document))
                : document;
    }

    private Object list(ControlCall call) {
        Kind kind = Kind.of(call.path("kind"));
        return database.inTransaction(tx -> Map.of(
                kind.plural(),
                new DeclarationStore(tx)
                        .all(call.account()).stream()
                                .filter(declaration -> declaration.kind().equals(kind.plural()))
                                .map(declaration -> shown(kind, declaration))
                                .toList()));
    }

    private static ObjectNode shown(Kind kind, Declaration declaration) {
        ObjectNode members = declaration.members().json().objectNode();
        if (!declaration.account().isEmpty()) {
            members.put("account", declaration.account());
        }
        members.put(kind.idMember(), declaration.id());
        members.setAll(declaration.members().json());
        return members;
    }

    private Object declare(Kind kind, ControlCall call) {
        Declaration declaration = new Declaration(call.account(), kind.plural(), call.path("id"), call.body());
        return database.exclusively(call.account(), tx -> {
            World.checkDeclarable(world.of(call.account()), kind, declaration.id(), call.body());
            new DeclarationStore(tx).put(declaration);
            return shown(kind, declaration);
        });
    }

    private Object remove(ControlCall call) {
        Kind kind = Kind.of(call.path("kind"));
        boolean removed = database.exclusively(
                call.account(), tx -> new DeclarationStore(tx).remove(call.account(), kind.plural(), call.path("id")));
        return Map.of(kind.idMember(), call.path("id"), "removed", removed);
    }
}
