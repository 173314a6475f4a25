package dev.blb.emulator.listener;

import static dev.blb.emulator.api.ApiError.LISTENER_ALREADY_EXIST;
import static dev.blb.emulator.api.ApiError.LISTENER_EXCEEDED;
import static dev.blb.emulator.api.ApiError.LISTENER_NOT_FOUND;
import static dev.blb.emulator.state.generated.Tables.LISTENER;
import static dev.blb.emulator.state.generated.Tables.LOAD_BALANCER;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.health.ProbePlan;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.probe.Check;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.state.Database;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record6;
import org.jooq.SelectConditionStep;
import org.jooq.exception.DataAccessException;

/** The listeners in the database. Callers have found the instance in the caller's account, and locked it to write. */
public final class ListenerStore {
    private static final Pattern MARKER = Pattern.compile("listener-([0-9A-Fa-f]{4})(-UDP)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DSLContext sql;

    /** The listeners as this transaction sees them. */
    public ListenerStore(Tx tx) {
        this.sql = Database.sql(tx);
    }

    /**
     * Adds a listener. The primary key decides about its port.
     *
     * @throws dev.blb.emulator.api.ApiException ListenerAlreadyExist, ListenerExceeded
     */
    void insert(Listener listener, int quota) {
        insertAsItWas(listener);
        if (sql.fetchCount(LISTENER, LISTENER.BLB_ID.eq(listener.blbId())) > quota) {
            throw LISTENER_EXCEEDED.with(
                    "Load balancer %s has as many listeners as it may have; the quota is %d (setting"
                            + " --quota-listeners).",
                    listener.blbId(), quota);
        }
    }

    /** The same, whatever the quota. */
    public void insertAsItWas(Listener listener) {
        try {
            sql.insertInto(LISTENER)
                    .set(LISTENER.BLB_ID, listener.blbId())
                    .set(LISTENER.PORT, listener.port())
                    .set(LISTENER.TRANSPORT, listener.protocol().transport())
                    .set(LISTENER.PROTOCOL, listener.protocol().name())
                    .set(LISTENER.DESCRIPTION, listener.description())
                    .set(LISTENER.SETTINGS, written(listener))
                    .set(LISTENER.PROBE_PLAN, listener.probes().text())
                    .execute();
        } catch (DataAccessException e) {
            if (Database.isDuplicate(e)) {
                throw LISTENER_ALREADY_EXIST.with(
                        "listenerPort is %d, which another listener of load balancer %s has; TCP, HTTP, HTTPS and SSL"
                                + " exclude each other on a port, UDP excludes only UDP.",
                        listener.port(), listener.blbId());
            }
            throw e;
        }
    }

    /** The listeners of every instance of an account, or of all for the empty text, by port. */
    public Map<String, List<Listener>> everywhere(String account) {
        return select(LISTENER.BLB_ID.in(InstanceStore.idsOf(account)))
                .orderBy(LISTENER.BLB_ID, LISTENER.PORT, LISTENER.TRANSPORT)
                .fetch(ListenerStore::entity)
                .stream()
                .collect(Collectors.groupingBy(Listener::blbId));
    }

    /** Writes a changed listener. */
    void update(Listener listener) {
        sql.update(LISTENER)
                .set(LISTENER.DESCRIPTION, listener.description())
                .set(LISTENER.SETTINGS, written(listener))
                .set(LISTENER.PROBE_PLAN, listener.probes().text())
                .where(key(listener.blbId(), listener.protocol(), listener.port()))
                .execute();
    }

    /** The listener of this protocol and port, or ListenerNotFound (assumption for a wrong protocol). */
    Listener require(String blbId, ListenerProtocol protocol, int port) {
        return select(key(blbId, protocol, port))
                .fetchOptional(ListenerStore::entity)
                .orElseThrow(() -> LISTENER_NOT_FOUND.with(
                        "Load balancer %s has no %s listener with listenerPort %d.", blbId, protocol, port));
    }

    /** The listener on this port; of two, the TCP-family one (assumption). */
    public Optional<Listener> find(String blbId, int port) {
        return select(LISTENER.BLB_ID.eq(blbId).and(LISTENER.PORT.eq(port)))
                .orderBy(LISTENER.TRANSPORT)
                .limit(1)
                .fetchOptional(ListenerStore::entity);
    }

    /** All listeners by port, TCP family first. */
    public List<Listener> all(String blbId) {
        return select(LISTENER.BLB_ID.eq(blbId))
                .orderBy(LISTENER.PORT, LISTENER.TRANSPORT)
                .fetch(ListenerStore::entity);
    }

    /** All listeners of these instances. */
    public List<Listener> all(Collection<String> blbIds) {
        return select(LISTENER.BLB_ID.in(blbIds)).fetch(ListenerStore::entity);
    }

    /** Whether a listener of an account, or with the empty text any listener, checks its servers by ICMP echo. */
    public boolean anyChecksByEcho(String account) {
        Condition theirs = account.isEmpty()
                ? org.jooq.impl.DSL.noCondition()
                : LISTENER.BLB_ID.in(
                        sql.select(LOAD_BALANCER.BLB_ID).from(LOAD_BALANCER).where(LOAD_BALANCER.ACCOUNT.eq(account)));
        return select(LISTENER.PROTOCOL.eq(ListenerProtocol.UDP.name()).and(theirs)).stream()
                .map(ListenerStore::entity)
                .anyMatch(listener -> listener.check().type() == Check.Type.ECHO);
    }

    boolean exists(String blbId, ListenerProtocol protocol, int port) {
        return sql.fetchExists(LISTENER, key(blbId, protocol, port));
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
                .orElseGet(org.jooq.impl.DSL::noCondition);
        return select(condition.and(start))
                .orderBy(LISTENER.PORT, LISTENER.TRANSPORT)
                .limit(paging.limit())
                .fetch(ListenerStore::entity);
    }

    /** Removes the listeners of every protocol on a port; false if there was none. */
    boolean delete(String blbId, int port) {
        return sql.deleteFrom(LISTENER)
                        .where(LISTENER.BLB_ID.eq(blbId))
                        .and(LISTENER.PORT.eq(port))
                        .execute()
                > 0;
    }

    /** Removes one listener; false if there was none. */
    boolean delete(String blbId, ListenerProtocol protocol, int port) {
        return sql.deleteFrom(LISTENER).where(key(blbId, protocol, port)).execute() > 0;
    }

    private static Condition key(String blbId, ListenerProtocol protocol, int port) {
        return LISTENER.BLB_ID
                .eq(blbId)
                .and(LISTENER.PORT.eq(port))
                .and(LISTENER.TRANSPORT.eq(protocol.transport()))
                .and(LISTENER.PROTOCOL.eq(protocol.name()));
    }

    private SelectConditionStep<Record6<String, String, Integer, String, String, String>> select(Condition condition) {
        return sql.select(
                        LISTENER.BLB_ID,
                        LISTENER.PROTOCOL,
                        LISTENER.PORT,
                        LISTENER.DESCRIPTION,
                        LISTENER.SETTINGS,
                        LISTENER.PROBE_PLAN)
                .from(LISTENER)
                .where(condition);
    }

    private static Listener entity(Record6<String, String, Integer, String, String, String> row) {
        try {
            return new Listener(
                    row.value1(),
                    ListenerProtocol.valueOf(row.value2()),
                    row.value3(),
                    row.value4(),
                    (ObjectNode) JSON.readTree(row.value5()),
                    ProbePlan.parse(row.value6()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored settings cannot be read: " + row.value5(), e);
        }
    }

    private static String written(Listener listener) {
        try {
            return JSON.writeValueAsString(listener.settings());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings cannot be written", e);
        }
    }
}
