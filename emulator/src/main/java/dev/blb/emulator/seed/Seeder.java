package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.account.DeclarationStore;
import dev.blb.emulator.account.DeclarationStore.Declaration;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Lag;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Backend;
import dev.blb.emulator.backend.BackendStore;
import dev.blb.emulator.backend.HealthStore;
import dev.blb.emulator.backend.MachineRegistry;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.health.HealthScript;
import dev.blb.emulator.instance.InstanceCountStore;
import dev.blb.emulator.instance.InstanceDocument;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.InstanceWire.Created;
import dev.blb.emulator.instance.Lifecycle;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.ListenerDocument;
import dev.blb.emulator.listener.ListenerProtocol;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.SecurityGroupStore;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.world.World;
import dev.blb.emulator.world.World.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Carries out seeds: all that several files declare, or nothing. A thing goes through the very operation that makes it, so
 * that the API's rules decide; one with {@code state} is stored as it was, only its form is checked.
 */
public final class Seeder {
    private final RouteTable routes;
    private final SeedFormat format;
    private final Database database;
    private final Accounts accounts;
    private final World world;
    private final MachineRegistry machines;

    /** Whose an instance is where nothing says it. */
    private final String instanceAccount;

    /** Carries seeds out on the state of this emulator. */
    public Seeder(EmulatorContext context) {
        this.routes = context.routes();
        this.format = new SeedFormat(routes);
        this.database = context.database();
        this.accounts = context.accounts();
        this.world = context.world();
        this.machines = new MachineRegistry(world, context.engine());
        this.instanceAccount = context.settings().get(AUTH) == AuthMode.OFF
                ? Accounts.UNSIGNED
                : context.settings().get(CREDENTIALS).exampleAccessKey();
    }

    /**
     * Carries out the seeds in these files and folders. Without any, as with an empty folder, nothing is done.
     *
     * @param wanted whether to carry them out; asked in the same transaction once there is one
     * @param then what is done in the same transaction, so that neither is kept without the other
     * @throws SeedException if one is wrong; then nothing is applied
     */
    public void seed(List<Path> paths, Predicate<Tx> wanted, Consumer<Tx> then) {
        List<SeedText> texts =
                paths.stream().flatMap(path -> SeedText.read(path).stream()).toList();
        if (!texts.isEmpty()) {
            apply(texts, "", wanted, then);
        }
    }

    /**
     * Carries out one seed.
     *
     * @param text the document in YAML or JSON
     * @param account for whom things are that do not say it; the empty text stands for everybody
     * @return how many things of each section there were
     * @throws SeedException if it is wrong; then nothing is applied
     */
    public Map<String, Integer> seed(String text, String account) {
        return apply(List.of(SeedText.parse("body", text)), account, tx -> true, tx -> {});
    }

    private Map<String, Integer> apply(List<SeedText> texts, String account, Predicate<Tx> wanted, Consumer<Tx> then) {
        Map<String, Integer> counts = new TreeMap<>();
        return database.exclusively("", tx -> {
            if (!wanted.test(tx)) {
                return counts;
            }
            Run run = new Run(tx, account, tx.now(), new HashSet<>());
            for (SeedText text : texts) {
                new Place(text, "", text.tree()).located("", () -> {
                    SeedFormat.DOCUMENT.refuseUnknown(text.tree());
                    return text;
                });
            }
            // Section by section, as what one file declares may be named by another.
            for (String section : SeedFormat.SECTIONS) {
                if (Set.of(Kind.SUBNET_ID.plural(), SeedFormat.LOAD_BALANCERS).contains(section)) {
                    database.showDeclared(tx, "");
                }
                for (SeedText text : texts) {
                    int count = section(run, section, text);
                    if (count > 0) {
                        counts.merge(section, count, Integer::sum);
                    }
                }
            }
            then.accept(tx);
            return counts;
        });
    }

    private int section(Run run, String section, SeedText text) {
        List<Place> places = elements(new Place(text, "", text.tree()), text.tree(), section);
        for (Place place : places) {
            place.located("", () -> {
                switch (section) {
                    case Accounts.KIND -> run.account(place);
                    case SeedFormat.LOAD_BALANCERS -> run.instance(place);
                    case SeedFormat.HEALTH -> run.word(place);
                    case SeedFormat.ADDRESSES -> run.address(place);
                    default -> run.thing(Kind.of(section), place);
                }
                return place;
            });
        }
        return places.size();
    }

    /** The places of a list's objects; none if the list is absent. */
    private static List<Place> elements(Place around, ObjectNode object, String name) {
        JsonNode list = object.path(name);
        Place place = around.at(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw place.refused(INAPPROPRIATE_JSON, "is " + shown(list) + "; allowed is a list");
        }
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            places.add(new Place(around.text(), place.path() + "[" + i + "]", list.get(i)));
        }
        return places;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    /**
     * A place in a document.
     *
     * @param path such as {@code loadBalancers[2].listeners[0]}, empty for the whole
     * @param node what stands there, or a missing node
     */
    private record Place(SeedText text, String path, JsonNode node) {
        Place at(String member) {
            return new Place(text, path.isEmpty() ? member : path + "." + member, node.path(member));
        }

        ObjectNode object() {
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw refused(INAPPROPRIATE_JSON, "is " + shown(node) + "; allowed is an object");
        }

        SeedException refused(ApiError error, String complaint) {
            return new SeedException(error, text.name() + ":" + text.line(path) + ": " + path + " " + complaint);
        }

        /**
         * What the work gives; a refusal of the API is told with the place that it is about.
         *
         * @param wrapper the member of a call's body in which what stands here was sent; the empty text for none
         */
        <T> T located(String wrapper, Supplier<T> work) {
            try {
                return work.get();
            } catch (ApiException refusal) {
                String word = refusal.member();
                String member = wrapper.isEmpty() ? word : word.replaceFirst("^" + wrapper + "(\\[\\d*])?\\.?", "");
                if (member.isEmpty() && !word.isEmpty()) {
                    throw refused(refusal.error(), refusal.detail());
                }
                boolean names = !member.isEmpty()
                        && (refusal.error() == MISSING_PARAMETER
                                || text.lines().containsKey(at(member).path())
                                || member.startsWith(SeedFormat.STATE + "."));
                throw names
                        ? at(member).refused(refusal.error(), refusal.detail())
                        : new SeedException(
                                refusal.error(),
                                text.name() + ":" + text.line(path) + ": " + path + ": "
                                        + (member.isEmpty() ? "" : word + " ") + refusal.detail());
            }
        }
    }

    /** One seeding: its transaction, its time, what it declared so far. */
    private final class Run {
        private final Tx tx;
        private final String defaultAccount;
        private final Instant now;
        private final Set<List<String>> declared;

        Run(Tx tx, String defaultAccount, Instant now, Set<List<String>> declared) {
            this.tx = tx;
            this.defaultAccount = defaultAccount;
            this.now = now;
            this.declared = declared;
        }

        private Members checked(Place place, Schema schema) {
            return new Members(schema.checkStrictly(place.object()));
        }

        private String owner(Members members) {
            return members.optionalText(SeedFormat.ACCOUNT).orElse(defaultAccount);
        }

        private void once(String account, String kind, String member, String id) {
            if (!declared.add(List.of(account, kind, id))) {
                throw INVALID_PARAMETER.at(member, "is \"%s\", which was declared before; allowed is each once", id);
            }
        }

        private Members without(Members members, String... names) {
            ObjectNode kept = members.json().deepCopy();
            kept.remove(List.of(names));
            return new Members(kept);
        }

        void account(Place place) {
            Members members = checked(place, SeedFormat.ACCOUNTS);
            String account = owner(members);
            if (account.isEmpty()) {
                throw MISSING_PARAMETER.at("account", "is required: an access key");
            }
            once(account, Accounts.KIND, SeedFormat.ACCOUNT, account);
            Members settings = without(members, SeedFormat.ACCOUNT, SeedFormat.STATE);
            if (!settings.json().isEmpty()) {
                accounts.declare(tx, account, settings);
                // The settings count for what follows.
                database.showDeclared(tx, account);
            }
            if (members.has(SeedFormat.STATE)) {
                new InstanceCountStore(tx)
                        .number(account, members.object(SeedFormat.STATE).integer("lastOrdinal"), 0);
            }
        }

        void thing(Kind kind, Place place) {
            Members members = checked(place, SeedFormat.declared(kind));
            String account = owner(members);
            String id = members.text(kind.idMember());
            once(account, kind.plural(), kind.idMember(), id);
            Members kept = without(members, SeedFormat.ACCOUNT, kind.idMember(), SeedFormat.HEALTH, "address", "ports");
            World.checkDeclarable(world.of(account), kind, id, kept);
            new DeclarationStore(tx).put(new Declaration(account, kind.plural(), id, kept));
            members.optionalText(SeedFormat.HEALTH).ifPresent(text -> {
                boolean isStatus = Set.of("Alive", "Dead", "Unknown").contains(text);
                say(
                        new HealthStore.Scope(id, account, "", 0),
                        new HealthStore.Word(
                                isStatus ? text : null, isStatus ? null : script(SeedFormat.HEALTH, text), now));
            });
            if (members.has("address") || members.has("ports")) {
                machines.register(tx, id, account, new Members(MachineRegistry.WHERE.check(members.json())), now);
            }
        }

        private HealthScript script(String member, String text) {
            try {
                return HealthScript.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw INVALID_PARAMETER.at(member, "is \"%s\"; allowed are %s", text, HealthScript.ALLOWED);
            }
        }

        private void say(HealthStore.Scope scope, HealthStore.Word word) {
            new HealthStore(tx).say(scope, word);
        }

        void word(Place place) {
            Members members = checked(place, SeedFormat.WORDS);
            if (members.has("status") == members.has("script")) {
                throw INVALID_PARAMETER.with(
                        "status and script are %s given; allowed is one of them",
                        members.has("status") ? "both" : "not");
            }
            world.of(owner(members))
                    .require(References.LENIENT, Kind.MACHINE, "instanceId", members.text("instanceId"));
            say(
                    new HealthStore.Scope(
                            members.text("instanceId"),
                            owner(members),
                            members.text("blbId"),
                            members.optionalInteger("listenerPort").orElse(0)),
                    new HealthStore.Word(
                            members.optionalText("status").orElse(null),
                            members.optionalText("script")
                                    .map(text -> script("script", text))
                                    .orElse(null),
                            since(members)));
        }

        void address(Place place) {
            Members members = checked(place, SeedFormat.PLACES);
            machines.register(tx, members.text("instanceId"), owner(members), members, since(members));
        }

        private Instant since(Members members) {
            return members.optionalText("since")
                    .map(text -> InstanceDocument.time("since", text))
                    .orElse(now);
        }

        void instance(Place place) {
            ObjectNode given = place.object();
            format.instanceMembers().refuseUnknown(given);
            Members more = new Members(SeedFormat.INSTANCE_MORE.check(given));
            String account = owner(more).isEmpty() ? instanceAccount : owner(more);
            Members create = new Members(format.body(Operation.CREATE_BLB).check(given));
            InstanceStore instances = new InstanceStore(tx);
            String blbId;
            if (more.has(SeedFormat.STATE)) {
                LoadBalancer instance = InstanceDocument.read(account, create, more);
                World.View here = world.of(account);
                here.require(References.LENIENT, instance.place().network());
                create.filledText("eip").ifPresent(eip -> here.require(References.LENIENT, Kind.EIP, "eip", eip));
                instances.insertAsItWas(instance.withLifecycle(Lifecycle.settled(Lifecycle.AVAILABLE)));
                blbId = instance.blbId();
            } else {
                Reply made = call(
                        Operation.CREATE_BLB,
                        account,
                        more.optionalText("blbId").orElse(""),
                        create);
                blbId = ((Created) Objects.requireNonNull(made.body())).blbId();
            }
            elements(place, given, SeedFormat.LISTENERS)
                    .forEach(each -> each.located("", () -> listener(each, account, blbId)));
            elements(place, given, SeedFormat.SERVERS)
                    .forEach(each -> each.located(SeedFormat.SERVERS, () -> server(each, account, blbId)));
            boolean exact = more.has(SeedFormat.STATE);
            for (GroupKind kind : GroupKind.values()) {
                elements(place, given, kind.parameter())
                        .forEach(
                                each -> each.located(kind.parameter(), () -> group(each, kind, account, blbId, exact)));
            }
            if (exact || more.flag("supportAcl") || !more.text("status").equals(Lifecycle.AVAILABLE)) {
                LoadBalancer made = instances.lock(account, blbId);
                instances.update(
                        made.withSupportAcl(more.flag("supportAcl")).withLifecycle(InstanceDocument.lifecycle(more)));
            }
        }

        private String listener(Place place, String account, String blbId) {
            ObjectNode given = place.object();
            Members more = new Members(ListenerDocument.MORE.check(given));
            ListenerProtocol protocol = ListenerProtocol.valueOf(more.text("listenerType"));
            SeedFormat.listener(protocol).refuseUnknown(given);
            Members create = new Members(protocol.forCreate().check(given));
            if (more.has(SeedFormat.STATE)) {
                new ListenerStore(tx).insertAsItWas(ListenerDocument.read(blbId, create, more));
            } else {
                call(protocol.create(), account, blbId, create);
            }
            return blbId;
        }

        private String server(Place place, String account, String blbId) {
            format.server().refuseUnknown(place.object());
            Members more = new Members(SeedFormat.SERVER_MORE.check(place.object()));
            Members add = list(Operation.ADD_SERVERS, SeedFormat.SERVERS, place);
            if (more.has(SeedFormat.STATE)) {
                Members server = add.objects(SeedFormat.SERVERS).get(0);
                world.of(account).require(References.LENIENT, Kind.MACHINE, "instanceId", server.text("instanceId"));
                Members state = more.object(SeedFormat.STATE);
                new BackendStore(tx)
                        .insertAsItWas(new Backend(
                                blbId,
                                server.text("instanceId"),
                                state.integer("ordinal"),
                                server.integer("weight"),
                                server.text("desc"),
                                InstanceDocument.time("state.attachTime", state.text("attachTime"))));
            } else {
                call(Operation.ADD_SERVERS, account, blbId, add);
            }
            return blbId;
        }

        private String group(Place place, GroupKind kind, String account, String blbId, boolean exact) {
            Members bind = list(kind.bind(), kind.parameter(), place);
            if (exact) {
                String id = bind.texts(kind.parameter()).get(0);
                world.of(account).require(References.LENIENT, kind.reference(), kind.parameter(), id);
                new SecurityGroupStore(tx).bind(blbId, kind, id);
            } else {
                call(kind.bind(), account, blbId, bind);
            }
            return blbId;
        }

        /** The checked body of a call whose list has one element. */
        private Members list(Operation operation, String member, Place place) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.putArray(member).add(place.node());
            return new Members(format.body(operation).check(body));
        }

        private Reply call(Operation operation, String account, String blbId, Members body) {
            // What a seed makes is settled when it is there.
            Call call = new Call(
                    operation, account, blbId, Members.none(), body, now, accounts.settings(account), Lag.NONE);
            return routes.endpoint(operation).handler().handle(call, tx);
        }
    }
}
