package dev.blb.emulator.listener;

import static dev.blb.emulator.api.ApiError.LISTENER_ALREADY_EXIST;
import static dev.blb.emulator.api.ApiError.LISTENER_EXCEEDED;
import static dev.blb.emulator.api.ApiError.LISTENER_NOT_FOUND;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.LISTENER;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.generated.tables.records.ListenerRecord;
import dev.blb.emulator.probe.Check;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.snapshot.StateStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/** The listeners in the database. Callers have found the instance in the caller's account, and locked it to write. */
public final class ListenerStore {
    private static final int MAX_SHOWN = 10;

    private static final Pattern MARKER = Pattern.compile("listener-([0-9A-Fa-f]{4})(-UDP)?");

    private static final Condition OF_INSTANCE = LISTENER.BLB_ID.eq(given(LISTENER.BLB_ID));
    private static final Condition ON_PORT = OF_INSTANCE.and(LISTENER.PORT.eq(given(LISTENER.PORT)));
    private static final Condition THIS = ON_PORT.and(LISTENER.TRANSPORT.eq(given(LISTENER.TRANSPORT)))
            .and(LISTENER.PROTOCOL.eq(given(LISTENER.PROTOCOL)));

    private static final Prepared INSERT = Prepared.insert(LISTENER);
    private static final Prepared COUNT =
            Prepared.query(() -> DSL.selectCount().from(LISTENER).where(OF_INSTANCE));

    private static final Prepared UPDATE = Prepared.update(LISTENER, THIS);

    private static final Prepared ONE =
            Prepared.query(() -> DSL.selectFrom(LISTENER).where(THIS));
    private static final Prepared PORT = Prepared.query(
            () -> DSL.selectFrom(LISTENER).where(ON_PORT).orderBy(LISTENER.BLB_ID, LISTENER.PORT, LISTENER.TRANSPORT));
    private static final Prepared ALL = Prepared.query(() ->
            DSL.selectFrom(LISTENER).where(OF_INSTANCE).orderBy(LISTENER.BLB_ID, LISTENER.PORT, LISTENER.TRANSPORT));
    private static final Prepared DELETE_PORT =
            Prepared.change(() -> DSL.deleteFrom(LISTENER).where(ON_PORT));
    private static final Prepared DELETE =
            Prepared.change(() -> DSL.deleteFrom(LISTENER).where(THIS));

    private final Sql sql;

    /** The listeners as this transaction sees them. */
    public ListenerStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /**
     * Adds a listener.
     *
     * @param sharesPort whether a listener of UDP and one of another protocol may have one port [n3]
     * @throws dev.blb.emulator.api.ApiException ListenerAlreadyExist, ListenerExceeded
     */
    void insert(Listener listener, int quota, boolean sharesPort) {
        if (!sharesPort) {
            find(listener.blbId(), listener.port()).ifPresent(other -> {
                throw LISTENER_ALREADY_EXIST.at(
                        "listenerPort",
                        "is %d, which another listener of load balancer %s has (%s); allowed is one listener a port, or with"
                                + " setting --same-port-protocols allowed one of UDP beside one of another protocol.",
                        listener.port(),
                        listener.blbId(),
                        other.protocol());
            });
        }
        restore(listener);
        if (COUNT.on(sql).set(LISTENER.BLB_ID, listener.blbId()).number() > quota) {
            // The first sentence is the official one, with the quota in it [n9].
            throw LISTENER_EXCEEDED.with(
                    "You can create at most %d listeners per BLB instance. Load balancer %s has as many (setting"
                            + " --quota-listeners).",
                    quota, listener.blbId());
        }
    }

    /** Stores a listener as it was, whatever the quota and the setting of shared ports. The primary key decides. */
    void restore(Listener listener) {
        if (!ListenerRow.TABLE.set(INSERT.on(sql), listener).addUnlessTaken()) {
            throw LISTENER_ALREADY_EXIST.at(
                    "listenerPort",
                    "is %d, which another listener of load balancer %s has; TCP, HTTP, HTTPS and SSL"
                            + " exclude each other on a port, UDP excludes only UDP.",
                    listener.port(),
                    listener.blbId());
        }
    }

    /** The listeners of an account's instances, or of all for the empty text, each instance's by port. */
    List<Listener> allOf(String account) {
        return all(StateStore.rows(LISTENER, account).orderBy(LISTENER.BLB_ID, LISTENER.PORT, LISTENER.TRANSPORT));
    }

    /** Writes a changed listener. */
    void update(Listener listener) {
        ListenerRow.TABLE.set(UPDATE.on(sql), listener).run();
    }

    private static Prepared.Call on(String blbId, int port, Prepared.Call call) {
        return call.set(LISTENER.BLB_ID, blbId).set(LISTENER.PORT, port);
    }

    private static Prepared.Call on(String blbId, ListenerProtocol protocol, int port, Prepared.Call call) {
        return on(blbId, port, call)
                .set(LISTENER.TRANSPORT, protocol.transport())
                .set(LISTENER.PROTOCOL, protocol.name());
    }

    /** The listener of this protocol and port, or ListenerNotFound (assumption [m33] for a wrong protocol). */
    Listener require(String blbId, ListenerProtocol protocol, int port) {
        return on(blbId, protocol, port, ONE.on(sql))
                .first(ListenerRow::read)
                .orElseThrow(() -> notFound(blbId, protocol + " listener with listenerPort " + port));
    }

    /** The refusal of a listener that is not there, which tells which ones are. */
    public ApiException notFound(String blbId, String listener) {
        List<Listener> there = all(blbId);
        return LISTENER_NOT_FOUND.with(
                "Load balancer %s has no %s; %s.",
                blbId,
                listener,
                there.isEmpty()
                        ? "it has no listener at all"
                        : "its listeners are "
                                + there.stream()
                                        .limit(MAX_SHOWN)
                                        .map(each -> each.protocol() + " " + each.port())
                                        .collect(
                                                Collectors.joining(", ", "", there.size() > MAX_SHOWN ? ", ..." : "")));
    }

    /** The listener on this port; of two, the TCP-family one (assumption [m9]). */
    public Optional<Listener> find(String blbId, int port) {
        return on(blbId, port, PORT.on(sql)).first(ListenerRow::read);
    }

    /** All listeners by port, TCP family first. */
    public List<Listener> all(String blbId) {
        return ALL.on(sql).set(LISTENER.BLB_ID, blbId).all(ListenerRow::read);
    }

    /** All listeners of these instances. */
    public List<Listener> all(Collection<String> blbIds) {
        return all(select(LISTENER.BLB_ID.in(blbIds)));
    }

    /** Whether a listener of an account, or with the empty text any listener, checks its servers by ICMP echo. */
    public boolean anyChecksByEcho(String account) {
        return all(StateStore.rows(LISTENER, account).and(LISTENER.PROTOCOL.eq(ListenerProtocol.UDP.name()))).stream()
                .anyMatch(listener -> listener.settings().check().type() == Check.Type.ECHO);
    }

    boolean exists(String blbId, ListenerProtocol protocol, int port) {
        return on(blbId, protocol, port, ONE.on(sql)).exists();
    }

    /** A page of listeners by port, TCP family first; of one protocol, or of all. */
    List<Listener> page(String blbId, Optional<ListenerProtocol> protocol, OptionalInt port, Paging paging) {
        Condition condition = LISTENER.BLB_ID.eq(blbId);
        if (protocol.isPresent()) {
            condition = condition.and(LISTENER.PROTOCOL.eq(protocol.get().name()));
        }
        if (port.isPresent()) {
            condition = condition.and(LISTENER.PORT.eq(port.getAsInt()));
        }
        Condition start = paging.markerAs(MARKER, "listener-0050")
                .map(marker -> {
                    int first = Integer.parseInt(marker.group(1), 16);
                    // Only the second of two listeners on a port has a marker that tells them apart.
                    return marker.group(2) == null
                            ? LISTENER.PORT.ge(first)
                            : LISTENER.PORT.gt(first).or(LISTENER.PORT.eq(first).and(LISTENER.TRANSPORT.eq("UDP")));
                })
                .orElseGet(DSL::noCondition);
        return all(select(condition.and(start))
                .orderBy(LISTENER.BLB_ID, LISTENER.PORT, LISTENER.TRANSPORT)
                .limit(paging.limit()));
    }

    /** Removes the listeners of every protocol on a port; false if there was none. */
    boolean delete(String blbId, int port) {
        return on(blbId, port, DELETE_PORT.on(sql)).run() > 0;
    }

    /** Removes one listener; false if there was none. */
    boolean delete(String blbId, ListenerProtocol protocol, int port) {
        return on(blbId, protocol, port, DELETE.on(sql)).run() > 0;
    }

    private static SelectConditionStep<ListenerRecord> select(Condition condition) {
        return DSL.selectFrom(LISTENER).where(condition);
    }

    private List<Listener> all(Select<?> query) {
        return sql.all(query, ListenerRow::read);
    }
}
