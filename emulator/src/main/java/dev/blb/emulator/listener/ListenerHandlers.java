package dev.blb.emulator.listener;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.api.Operation.DELETE_LISTENERS;
import static dev.blb.emulator.api.Operation.DESCRIBE_LISTENERS;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LISTENERS;
import static dev.blb.emulator.settings.SettingsTable.SAME_PORT_PROTOCOLS;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Paging.Page;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.settings.SamePortProtocols;
import dev.blb.emulator.world.World;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Listeners: create, update and describe for each protocol, describe all, batch delete. */
public final class ListenerHandlers {
    private static final Schema PAGE =
            Schema.of(integer("listenerPort", 1, 65535)).and(Paging.PARAMETERS);

    private static final Schema BATCH = Schema.of(
            listOf("portList", integer("port", 1, 65535)),
            listOfObjects(
                    "portTypeList",
                    integer("port", 1, 65535).must(),
                    oneOf("type", "TCP", "UDP", "HTTP", "HTTPS", "SSL").must()),
            InstanceRules.repeatedBlbId());

    private final World world;
    private final ProbeEngine engine;

    /** Handlers in this world, whose servers this engine may have to probe. */
    public ListenerHandlers(World world, ProbeEngine engine) {
        this.world = world;
        this.engine = engine;
    }

    /** A page of a listener list. */
    record ListenerList(
            List<ObjectNode> listenerList,
            String marker,
            @JsonInclude(ALWAYS) @Nullable String nextMarker,
            boolean isTruncated,
            int maxKeys) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        for (ListenerProtocol protocol : ListenerProtocol.values()) {
            routes.on(
                            protocol.create(),
                            Schema.of(),
                            protocol.forCreate(),
                            Void.class,
                            (call, tx) -> create(protocol, call, tx))
                    .on(
                            protocol.update(),
                            ListenerProtocol.SELECTED,
                            protocol.forUpdate(),
                            Void.class,
                            (call, tx) -> update(protocol, call, tx))
                    .on(
                            protocol.describe(),
                            PAGE,
                            ListenerList.class,
                            () -> ListenerView.schema(protocol),
                            (call, tx) -> describe(Optional.of(protocol), call, tx));
        }
        routes.on(
                        DESCRIBE_LISTENERS,
                        PAGE,
                        ListenerList.class,
                        ListenerView::schema,
                        (call, tx) -> describe(Optional.empty(), call, tx))
                .on(DELETE_LISTENERS, Schema.of(), BATCH, Void.class, this::delete);
    }

    private Reply create(ListenerProtocol protocol, Call call, Tx tx) {
        create(protocol, call, tx, listeners -> ListenerRules.redirectionExists(call.blbId(), call.body(), listeners));
        return Reply.empty();
    }

    /** The same for a seed: as after the deletion of another listener, the redirection may lead nowhere. */
    void createOfSeed(ListenerProtocol protocol, Call call, Tx tx) {
        create(protocol, call, tx, listeners -> {});
    }

    private void create(ListenerProtocol protocol, Call call, Tx tx, Consumer<ListenerStore> redirection) {
        ListenerRules.certificatesExist(world, call);
        ListenerSettings settings = new ListenerSettings(protocol, ListenerRules.settings(call.body()));
        ListenerRules.fieldsAgree(protocol, call.body(), new Members(settings.stored()));
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        Listener listener = new Listener(
                instance.blbId(),
                call.body().integer("listenerPort"),
                description(call, ""),
                settings,
                settings.probes(call.now()));
        ListenerStore listeners = new ListenerStore(tx);
        redirection.accept(listeners);
        ListenerRules.canBeChecked(listener.settings(), engine, call, tx);
        listeners.insert(
                listener,
                call.settings().get(QUOTA_LISTENERS),
                call.settings().get(SAME_PORT_PROTOCOLS) == SamePortProtocols.ALLOWED);
        call.idleMembers().accept(ListenerRules.idle(call.body(), settings.stored()));
    }

    private Reply update(ListenerProtocol protocol, Call call, Tx tx) {
        ListenerRules.certificatesExist(world, call);
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        ListenerStore listeners = new ListenerStore(tx);
        Listener current =
                listeners.require(instance.blbId(), protocol, call.query().integer("listenerPort"));
        ObjectNode changes = current.settings().stored().deepCopy();
        changes.setAll(ListenerRules.settings(call.body()));
        ListenerRules.fieldsAgree(protocol, call.body(), new Members(changes));
        Map<String, String> idle = ListenerRules.idle(call.body(), changes);
        ListenerRules.dropUnused(changes);
        ListenerSettings settings = new ListenerSettings(protocol, changes);
        Listener changed = new Listener(
                current.blbId(),
                current.port(),
                description(call, current.description()),
                settings,
                current.probes().changed(settings.probes(call.now())));
        ListenerRules.redirectionExists(changed.blbId(), call.body(), listeners);
        ListenerRules.canBeChecked(changed.settings(), engine, call, tx);
        listeners.update(changed);
        call.idleMembers().accept(idle);
        return Reply.empty();
    }

    private static String description(Call call, String otherwise) {
        return call.body().optionalText("description").orElse(otherwise);
    }

    private Reply describe(Optional<ListenerProtocol> protocol, Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.visible(call, tx);
        Paging paging = Paging.of(call.query());
        ListenerStore listeners = new ListenerStore(tx);
        List<Listener> rows =
                listeners.page(instance.blbId(), protocol, call.query().optionalInteger("listenerPort"), paging);
        Page<Listener> page = paging.cut(rows, listener -> marker(listener, listeners));
        return Reply.of(new ListenerList(
                page.items().stream().map(ListenerView::of).toList(),
                page.marker(),
                page.nextMarker(),
                page.isTruncated(),
                page.maxKeys()));
    }

    /** Two listeners share a port only where one is UDP; it comes second, and its marker tells it apart [m9]. */
    private static String marker(Listener listener, ListenerStore listeners) {
        String marker = String.format(Locale.ROOT, "listener-%04X", listener.port());
        boolean isSecond = listener.protocol() == ListenerProtocol.UDP
                && listeners
                        .find(listener.blbId(), listener.port())
                        .filter(first -> first.protocol() != ListenerProtocol.UDP)
                        .isPresent();
        return isSecond ? marker + "-UDP" : marker;
    }

    /** An element of {@code portTypeList}. */
    private record Entry(int port, ListenerProtocol protocol) {
        static Entry of(Members given) {
            return new Entry(given.integer("port"), ListenerProtocol.valueOf(given.text("type")));
        }
    }

    private Reply delete(Call call, Tx tx) {
        List<Integer> ports = call.body().integers("portList");
        List<Members> pairs = call.body().objects("portTypeList");
        if (ports.isEmpty() && pairs.isEmpty()) {
            throw MISSING_PARAMETER.with("portList or portTypeList is required: at least one element in one of them");
        }
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        ListenerStore listeners = new ListenerStore(tx);
        Set<Integer> deleted = new HashSet<>();
        // An entry may stand twice, and a port in both lists [g31].
        for (Entry entry : pairs.stream().map(Entry::of).distinct().toList()) {
            if (!listeners.delete(instance.blbId(), entry.protocol(), entry.port())) {
                throw listeners.notFound(instance.blbId(), entry.protocol() + " listener on port " + entry.port());
            }
            deleted.add(entry.port());
        }
        for (int port : ports) {
            if (!listeners.delete(instance.blbId(), port) && !deleted.contains(port)) {
                throw listeners.notFound(instance.blbId(), "listener on port " + port);
            }
            deleted.add(port);
        }
        return Reply.empty();
    }
}
