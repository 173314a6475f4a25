package dev.blb.emulator.seed;

import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.backend.MachineRegistry;
import dev.blb.emulator.health.HealthScript;
import dev.blb.emulator.instance.InstanceDocument;
import dev.blb.emulator.listener.ListenerDocument;
import dev.blb.emulator.listener.ListenerProtocol;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.world.World.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may stand in a world's document: the sections, and the members of each thing in them. */
public final class SeedFormat {
    static final String ACCOUNT = "account";
    static final String LOAD_BALANCERS = "loadBalancers";
    static final String LISTENERS = "listeners";
    static final String SERVERS = "backendServerList";
    static final String HEALTH = "health";
    static final String ADDRESSES = "addresses";
    static final String STATE = "state";

    /** The account whose a thing is, which every thing may name. */
    static final Field OWNER = characters(ACCOUNT, 1, 512);

    static final Schema ACCOUNTS = Schema.of(OWNER)
            .and(Accounts.DECLARED)
            .and(object(STATE, integer("lastOrdinal", 0, Integer.MAX_VALUE).must()));

    /** What is said about a machine's health; the empty text is everywhere. */
    static final Schema WORDS = Schema.of(
            text("instanceId").must(),
            OWNER,
            text("blbId").or(""),
            integer("listenerPort", 1, 65535),
            oneOf("status", "Alive", "Dead", "Unknown"),
            text("script"),
            InstanceDocument.time("since"));

    /** Where a machine really lives; {@link #declared} takes the same beside what else is said of it. */
    static final Schema PLACES = Schema.of(text("instanceId").must(), OWNER)
            .and(MachineRegistry.WHERE)
            .and(InstanceDocument.time("since"));

    /** What a document says of an instance beside the members of a create call. */
    static final Schema INSTANCE_MORE = Schema.of(OWNER).and(InstanceDocument.MORE);

    /** What a document says of a real server beside the members of an add call. */
    static final Schema SERVER_MORE = Schema.of(object(
            STATE,
            integer("ordinal", 1, Integer.MAX_VALUE).must(),
            InstanceDocument.time("attachTime").must()));

    private static final Map<ListenerProtocol, Schema> LISTENER_SCHEMAS = Stream.of(ListenerProtocol.values())
            .collect(Collectors.toMap(
                    protocol -> protocol, protocol -> ListenerDocument.MORE.and(protocol.forCreate())));

    private static final Map<Kind, Schema> DECLARED =
            Stream.of(Kind.values()).collect(Collectors.toMap(kind -> kind, SeedFormat::members));

    /** The names of all sections, in the order in which they are carried out. */
    static final List<String> SECTIONS = Stream.of(
                    Stream.of(Accounts.KIND),
                    Stream.of(Kind.values()).map(Kind::plural),
                    Stream.of(LOAD_BALANCERS, HEALTH, ADDRESSES))
            .flatMap(names -> names)
            .toList();

    /** The sections of a document, whose elements are checked by their own schemas. */
    static final Schema DOCUMENT =
            Schema.of(SECTIONS.stream().map(Field::anything).toArray(Field[]::new));

    private final RouteTable routes;
    private final Schema instance;
    private final Schema instanceMembers;
    private final Schema server;

    /** The format of a server with these operations. */
    public SeedFormat(RouteTable routes) {
        this.routes = routes;
        this.instance = INSTANCE_MORE.and(body(Operation.CREATE_BLB));
        this.instanceMembers = instance.and(Stream.concat(
                        Stream.of(LISTENERS, SERVERS),
                        Stream.of(GroupKind.values()).map(GroupKind::parameter))
                .map(Field::anything)
                .toArray(Field[]::new));
        Field servers = body(Operation.ADD_SERVERS).fields().get(0);
        this.server = Schema.of(servers.members().toArray(Field[]::new)).and(SERVER_MORE);
    }

    /** The members of something that is declared. */
    static Schema declared(Kind kind) {
        return Objects.requireNonNull(DECLARED.get(kind));
    }

    private static Schema members(Kind kind) {
        Schema schema = Schema.of(OWNER, text(kind.idMember()).must()).and(kind.members());
        return kind == Kind.MACHINE ? schema.and(text(HEALTH)).and(MachineRegistry.WHERE.forUpdate()) : schema;
    }

    /** The body of an operation. */
    Schema body(Operation operation) {
        return routes.endpoint(operation).body().orElseThrow();
    }

    /** The members of an instance, those apart that are lists of other things. */
    Schema instance() {
        return instance;
    }

    /** The same, and the lists of other things, whose elements are checked by their own schemas. */
    Schema instanceMembers() {
        return instanceMembers;
    }

    /** The members of a listener of this protocol. */
    static Schema listener(ListenerProtocol protocol) {
        return Objects.requireNonNull(LISTENER_SCHEMAS.get(protocol));
    }

    /** The members of a real server. */
    Schema server() {
        return server;
    }

    /** The JSON Schema of a document, by draft 2020-12. */
    public ObjectNode jsonSchema() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode sections = nodes.objectNode();
        sections.set(Accounts.KIND, array(ACCOUNTS.jsonSchema()));
        for (Kind kind : Kind.values()) {
            sections.set(kind.plural(), array(declared(kind).jsonSchema()));
        }
        ObjectNode instance = instance().jsonSchema();
        ObjectNode members = (ObjectNode) instance.get("properties");
        ArrayNode protocols = nodes.arrayNode();
        for (ListenerProtocol protocol : ListenerProtocol.values()) {
            ObjectNode listener = listener(protocol).jsonSchema();
            ((ObjectNode) listener.get("properties"))
                    .set("listenerType", nodes.objectNode().put("const", protocol.name()));
            protocols.add(listener);
        }
        members.set(LISTENERS, array(nodes.objectNode().set("oneOf", protocols)));
        members.set(SERVERS, array(server().jsonSchema()));
        for (GroupKind kind : GroupKind.values()) {
            members.set(kind.parameter(), array(nodes.objectNode().put("type", "string")));
        }
        sections.set(LOAD_BALANCERS, array(instance));
        sections.set(HEALTH, array(WORDS.jsonSchema()));
        sections.set(ADDRESSES, array(PLACES.jsonSchema()));
        ObjectNode schema = nodes.objectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "A world of the BLB emulator")
                .put(
                        "description",
                        "A seed, or what GET /_blb/world writes. A thing with state is taken as it was when it ran; one"
                                + " without is made as by a call. Scripts of health are " + HealthScript.ALLOWED + ".")
                .put("type", "object");
        schema.set("properties", sections);
        return schema.put("additionalProperties", false);
    }

    private static ObjectNode array(ObjectNode items) {
        ObjectNode array = JsonNodeFactory.instance.objectNode().put("type", "array");
        array.set("items", items);
        return array;
    }
}
