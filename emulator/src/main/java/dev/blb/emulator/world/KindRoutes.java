package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.flag;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Names;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The control routes of things that other services make: list, declare and remove them. */
public final class KindRoutes {
    private static final Schema ACCOUNT = Schema.of(ControlRoute.ACCOUNT);
    private static final String FORCE = "force";

    private final Database database;
    private final World world;
    private final Uses uses;
    private final List<ReferenceKind> kinds;

    /** Routes over this state, for things of these kinds, which are used so. */
    public KindRoutes(Database database, World world, Uses uses, List<ReferenceKind> kinds) {
        this.database = database;
        this.world = world;
        this.uses = uses;
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
                                "remove a declaration, unless the rule of another one needs it, or something uses it and force"
                                        + " is not true",
                                this::remove)
                        .query(ACCOUNT.and(flag(FORCE).or(false))));
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
            kind.naming().check(world.of(call.account()), call.body());
            world.requireUnbroken(call.account(), kind, declaration.id(), call.body());
            requireSingleUse(tx, kind, declaration.account(), declaration.id(), call.body());
            new DeclarationStore(tx).put(declaration);
            return shown(kind, declaration);
        });
    }

    private Object remove(ControlCall call) {
        ReferenceKind kind = kind(call);
        String id = call.path("id");
        boolean removed = database.exclusively(call.account(), tx -> {
            world.requireUnbroken(call.account(), kind, id, null);
            if (!call.query().flag(FORCE)) {
                requireUnused(tx, call.account(), kind, id);
            }
            requireSingleUse(tx, kind, call.account(), id, null);
            return new DeclarationStore(tx).remove(call.account(), kind.plural(), id);
        });
        return Map.of(kind.idMember(), id, "removed", removed);
    }

    /** Refuses a change of a declaration with which a thing would have two users that may have one; null removes it. */
    private void requireSingleUse(Tx tx, ReferenceKind kind, String account, String id, @Nullable Members thing) {
        new SingleUse(world.after(account, kind, id, thing), uses, kind, tx).require(account, id);
    }

    /** Refuses to remove the declaration of what is used and would not be there without it. */
    private void requireUnused(Tx tx, String account, ReferenceKind kind, String id) {
        if (!world.declared(account, kind).containsKey(id)) {
            return;
        }
        World after = world.after(account, kind, id, null);
        Set<String> own = uses.of(tx, account, kind, id);
        Stream<String> others = uses.accounts(tx).stream()
                .filter(each -> !each.equals(account))
                .filter(each -> account.isEmpty() || world.of(each).owner(kind).equals(account))
                .filter(each -> !after.of(each).isDeclared(kind, id))
                .sorted()
                .flatMap(each -> uses.of(tx, each, kind, id).stream()
                        .filter(user -> !own.contains(user))
                        .map(user -> user + " of account " + each));
        boolean gone = !after.of(account).isDeclared(kind, id);
        List<String> users =
                Stream.concat(gone ? own.stream() : Stream.empty(), others).toList();
        if (!users.isEmpty()) {
            throw INVALID_PARAMETER.at(
                    kind.idMember(),
                    "is \"%s\", which %s %s; allowed is what nothing uses, and with ?force=true also this: what names it"
                            + " keeps the id",
                    id,
                    Names.of(users),
                    users.size() == 1 ? "uses" : "use");
        }
    }
}
