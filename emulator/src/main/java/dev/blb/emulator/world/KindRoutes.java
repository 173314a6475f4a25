package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The control routes of things that other services make: list, declare and remove them. */
public final class KindRoutes {
    private static final Schema ACCOUNT = Schema.of(text("account"));

    private final Database database;
    private final World world;
    private final List<ReferenceKind> kinds;

    /** Routes over this state, for things of these kinds. */
    public KindRoutes(Database database, World world, List<ReferenceKind> kinds) {
        this.database = database;
        this.world = world;
        this.kinds = kinds;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        Stream<ControlRoute> general = Stream.of(
                ControlRoute.of("GET", "world/{kind}", "what is declared of a kind", this::list)
                        .query(ACCOUNT),
                ControlRoute.of(
                                "DELETE",
                                "world/{kind}/{id}",
                                "remove a declaration, unless the rule of another one needs it",
                                this::remove)
                        .query(ACCOUNT));
        Stream<ControlRoute> declaring = kinds.stream()
                .map(kind -> ControlRoute.of(
                                "PUT",
                                "world/" + kind.plural() + "/{id}",
                                "declare it or replace it, for all accounts or for ?account=" + kind.note(),
                                call -> declare(kind, call))
                        .query(ACCOUNT)
                        .body(kind.schema()));
        return Stream.concat(general, declaring).toList();
    }

    private ReferenceKind kind(ControlCall call) {
        String plural = call.path("kind");
        return kinds.stream()
                .filter(kind -> kind.plural().equals(plural))
                .findFirst()
                .orElseThrow(() -> INVALID_PARAMETER.at(
                        "kind",
                        "is \"%s\"; allowed is one of %s",
                        plural,
                        kinds.stream().map(ReferenceKind::plural).collect(Collectors.joining(", "))));
    }

    private Object list(ControlCall call) {
        ReferenceKind kind = kind(call);
        return database.inTransaction(tx -> Map.of(
                kind.plural(),
                new DeclarationStore(tx)
                        .all(call.account(), kind).stream()
                                .map(declaration -> shown(kind, declaration))
                                .toList()));
    }

    private static ObjectNode shown(ReferenceKind kind, Declaration declaration) {
        ObjectNode members = declaration.members().json().objectNode();
        if (!declaration.account().isEmpty()) {
            members.put("account", declaration.account());
        }
        members.put(kind.idMember(), declaration.id());
        members.setAll(kind.shown(declaration.members(), false));
        return members;
    }

    private Object declare(ReferenceKind kind, ControlCall call) {
        Declaration declaration = new Declaration(call.account(), kind.plural(), call.path("id"), call.body());
        return database.exclusively(call.account(), tx -> {
            world.of(call.account()).checkDeclarable(kind, declaration.id(), call.body());
            world.requireUnbroken(call.account(), kind, declaration.id(), call.body());
            new DeclarationStore(tx).put(declaration);
            return shown(kind, declaration);
        });
    }

    private Object remove(ControlCall call) {
        ReferenceKind kind = kind(call);
        boolean removed = database.exclusively(call.account(), tx -> {
            world.requireUnbroken(call.account(), kind, call.path("id"), null);
            return new DeclarationStore(tx).remove(call.account(), kind.plural(), call.path("id"));
        });
        return Map.of(kind.idMember(), call.path("id"), "removed", removed);
    }
}
