package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INSTANCE_CREATION_FAILED;
import static dev.blb.emulator.api.ApiError.INSTANCE_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.BACKEND_SERVER;
import static dev.blb.emulator.db.generated.Tables.LISTENER;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.generated.tables.records.LoadBalancerRecord;
import dev.blb.emulator.instance.InstanceWire.ListenerLine;
import dev.blb.emulator.instance.Lifecycle.Change;
import dev.blb.emulator.instance.Lifecycle.Surface;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.world.Cidr;
import dev.blb.emulator.world.World.Network;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Param;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The instances in the database. Every read and write names the account: nothing crosses accounts. */
public final class InstanceStore {
    /** For an id and an address: each attempt is lost to what another stored first, so that many come to an end. */
    private static final int MAX_ATTEMPTS = 1000;

    /** The first hosts of a subnet belong to its gateway and services (assumption [m50]). */
    private static final int FIRST_HOST = 4;

    private static final Param<Integer> LIMIT = given("limit", Integer.class);
    private static final Param<String> COUNTED = given("counted", String.class);

    private static final Condition THIS = LOAD_BALANCER
            .ACCOUNT
            .eq(given(LOAD_BALANCER.ACCOUNT))
            .and(LOAD_BALANCER.BLB_ID.eq(given(LOAD_BALANCER.BLB_ID)));

    private static final Prepared INSERT = Prepared.insert(LOAD_BALANCER);

    private static final Prepared ONE =
            Prepared.query(() -> DSL.selectFrom(LOAD_BALANCER).where(THIS));
    private static final Prepared LOCKED =
            Prepared.query(() -> DSL.selectFrom(LOAD_BALANCER).where(THIS).forUpdate());

    private static final Prepared PAGE = Prepared.query(() -> DSL.selectFrom(LOAD_BALANCER)
            .where(LOAD_BALANCER.ACCOUNT.eq(given(LOAD_BALANCER.ACCOUNT)))
            .and(LOAD_BALANCER.ORDINAL.ge(given(LOAD_BALANCER.ORDINAL)))
            .and(LOAD_BALANCER.IP_TYPE.eq(given(LOAD_BALANCER.IP_TYPE)))
            // Named whole, or H2 would not see that the index has this order, and read all that follow.
            .orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL)
            .limit(LIMIT));

    private static final Prepared LISTENERS =
            Prepared.query(() -> DSL.select(LISTENER.PORT, LISTENER.PROTOCOL, LISTENER.DESCRIPTION)
                    .from(LISTENER)
                    .where(LISTENER.BLB_ID.eq(given(LISTENER.BLB_ID)))
                    .orderBy(LISTENER.BLB_ID, LISTENER.PORT, LISTENER.TRANSPORT));

    private static final Prepared UPDATE = Prepared.update(LOAD_BALANCER, THIS);

    // Compare-and-set: a concurrent write wins.
    private static final Prepared COUNT_READ = Prepared.change(() -> DSL.update(LOAD_BALANCER)
            .set(LOAD_BALANCER.CHANGE, COUNTED)
            .where(LOAD_BALANCER.BLB_ID.eq(given(LOAD_BALANCER.BLB_ID)))
            .and(LOAD_BALANCER.CHANGE.eq(given(LOAD_BALANCER.CHANGE))));

    private static final Prepared DELETE =
            Prepared.change(() -> DSL.deleteFrom(LOAD_BALANCER).where(THIS));

    private final Sql sql;
    private final InstanceCountStore counts;

    /** The instances as this transaction sees them. */
    public InstanceStore(Tx tx) {
        this.sql = Sql.of(tx);
        this.counts = new InstanceCountStore(tx);
    }

    /** Which instances a list shows; conditions combine with AND, an absent one lets all through [meta]. */
    public record Filter(
            String account,
            String ipType,
            Optional<String> address,
            Optional<String> name,
            boolean exactlyMatch,
            Optional<String> blbId,
            Optional<String> bccId) {
        /** Whether all instances of the type are let through. */
        private boolean isWide() {
            return address.isEmpty() && name.isEmpty() && blbId.isEmpty() && bccId.isEmpty();
        }
    }

    /**
     * The ordinal for one more instance of the account. Others that create there do not wait until it is stored.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded
     */
    public long nextOrdinal(String account, int quota, Instant now) {
        if (!counts.hasRoom(account, quota)) {
            forgetGone(account, now);
            if (!counts.hasRoom(account, quota)) {
                throw quotaExceeded(quota);
            }
        }
        return counts.nextOrdinal(account);
    }

    private static ApiException quotaExceeded(int quota) {
        return QUOTA_EXCEEDED.with(
                "The account has as many load balancers as it may have; the quota is %d (setting"
                        + " --quota-load-balancers).",
                quota);
    }

    /**
     * Stores a new instance and returns it as stored: its id drawn again while it is taken, its address assigned out of
     * the subnet unless one was asked for.
     *
     * @param subnet the addresses to choose from
     * @param ids draws ids
     * @param wanted the address asked for, if any
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if the address or EIP is in use,
     *     InstanceCreationFailed if the subnet is full, QuotaExceeded if others took the last places meanwhile
     */
    public LoadBalancer insert(
            LoadBalancer draft, Cidr subnet, Supplier<String> ids, Optional<String> wanted, int quota) {
        LoopbackAddressStore loopback = new LoopbackAddressStore(sql);
        if (subnet.isLoopback() && wanted.isPresent() && loopback.isTaken(wanted.get())) {
            throw addressTaken(wanted.get(), subnet);
        }
        String id = ids.get();
        LoadBalancer candidate = at(
                        draft,
                        wanted.orElseGet(() ->
                                subnet.isLoopback() ? loopback.next(subnet, id) : likelyFree(subnet, draft.ordinal())))
                .withBlbId(id);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (INSERT.on(sql).row(InstanceRow.of(candidate)).addUnlessTaken()) {
                if (!counts.add(draft.account(), draft.ordinal(), quota)) {
                    throw quotaExceeded(quota);
                }
                return candidate;
            }
            if (forgetGone(draft.account(), draft.createdAt())) {
                continue;
            }
            if (isTaken(candidate.blbId())) {
                candidate = candidate.withBlbId(ids.get());
            } else if (candidate.place().eip() != null
                    && exists(inAccount(
                            draft.account(),
                            LOAD_BALANCER.EIP.eq(candidate.place().eip())))) {
                throw INVALID_PARAMETER.at(
                        "eip",
                        "is \"%s\", which another load balancer has; allowed is one that is not bound",
                        candidate.place().eip());
            } else if (wanted.isPresent()) {
                throw addressTaken(wanted.get(), subnet);
            } else if (subnet.isLoopback()) {
                candidate = at(candidate, loopback.next(subnet, candidate.blbId()));
            } else {
                candidate =
                        at(candidate, firstFree(draft.account(), draft.place().network(), subnet));
            }
        }
        throw new IllegalStateException("no place for instance " + draft.ordinal() + " of account " + draft.account());
    }

    private static ApiException addressTaken(String wanted, Cidr subnet) {
        return INVALID_PARAMETER.at(
                "address", "is \"%s\", which another load balancer has; allowed is a free one of %s", wanted, subnet);
    }

    /**
     * Stores an instance as it was when it ran, whatever the quota. For exclusive work.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if its id, ordinal, address or EIP is in use
     */
    public void insertAsItWas(LoadBalancer instance) {
        counts.number(instance.account(), instance.ordinal(), 1);
        boolean added = INSERT.on(sql).row(InstanceRow.of(instance)).addUnlessTaken();
        if (!added) {
            throw INVALID_PARAMETER.at(
                    "blbId",
                    "is \"%s\", whose id, ordinal %d, address %s or EIP another load balancer has",
                    instance.blbId(),
                    instance.ordinal(),
                    instance.place().address());
        }
    }

    /** The instances of an account, or of all for the empty text, by account and ordinal. */
    public List<LoadBalancer> all(String account) {
        return all(select(account.isEmpty() ? DSL.noCondition() : LOAD_BALANCER.ACCOUNT.eq(account))
                .orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL));
    }

    private static LoadBalancer at(LoadBalancer draft, String address) {
        Place place = draft.place();
        return draft.with(
                draft.name(),
                draft.desc(),
                new Place(place.network(), address, place.ipType(), place.ipv6(), place.eip()));
    }

    private static String likelyFree(Cidr subnet, long ordinal) {
        return subnet.address(FIRST_HOST + (ordinal - 1) % Math.max(1, subnet.size() - FIRST_HOST - 1));
    }

    private String firstFree(String account, Network network, Cidr subnet) {
        BitSet taken = new BitSet();
        sql.dsl()
                .select(LOAD_BALANCER.ADDRESS)
                .from(LOAD_BALANCER)
                .where(inAccount(account, LOAD_BALANCER.SUBNET_ID.eq(network.subnetId())))
                .forEach(row -> Cidr.number(row.value1())
                        .filter(number -> number >= subnet.base() && number < subnet.base() + subnet.size())
                        .ifPresent(number -> taken.set((int) (number - subnet.base()))));
        int free = taken.nextClearBit(FIRST_HOST);
        if (free >= subnet.size() - 1) {
            throw INSTANCE_CREATION_FAILED.with(
                    "Subnet %s (%s) has no free address; release a load balancer or use another subnet.",
                    network.subnetId(), subnet);
        }
        return subnet.address(free);
    }

    /** Whether any account has an instance of this id. */
    boolean isTaken(String blbId) {
        return exists(LOAD_BALANCER.BLB_ID.eq(blbId));
    }

    private boolean exists(Condition condition) {
        return sql.dsl().fetchExists(DSL.selectOne().from(LOAD_BALANCER).where(condition));
    }

    /** The instance, or InstanceNotFound, also when it is another account's. */
    public LoadBalancer require(String account, String blbId) {
        return on(account, blbId, ONE).first(InstanceRow::read).orElseThrow(() -> notFound(blbId));
    }

    /** The same, locked against every other write until the transaction ends. */
    public LoadBalancer lock(String account, String blbId) {
        return on(account, blbId, LOCKED).first(InstanceRow::read).orElseThrow(() -> notFound(blbId));
    }

    private Prepared.Call on(String account, String blbId, Prepared statement) {
        return statement.on(sql).set(LOAD_BALANCER.ACCOUNT, account).set(LOAD_BALANCER.BLB_ID, blbId);
    }

    /** The same in whatever account it is, for the control routes; one that was released is not found. */
    public LoadBalancer lock(String blbId) {
        LoadBalancer instance = locked(blbId);
        if (instance.lifecycle().change() == Change.RELEASED) {
            throw notFound(blbId);
        }
        return instance;
    }

    /** The instance of any account, released ones included; not locked. */
    public Optional<LoadBalancer> find(String blbId) {
        return all(select(LOAD_BALANCER.BLB_ID.eq(blbId))).stream().findFirst();
    }

    private LoadBalancer locked(String blbId) {
        return all(select(LOAD_BALANCER.BLB_ID.eq(blbId)).forUpdate()).stream()
                .findFirst()
                .orElseThrow(() -> notFound(blbId));
    }

    /** The refusal of an id that is unknown, or not seen. */
    static ApiException notFound(String blbId) {
        return INSTANCE_NOT_FOUND.at("blbId", "is \"%s\".", blbId);
    }

    /** A page of the instances that the list sees, in the order of their creation. */
    public List<LoadBalancer> page(Filter filter, Paging paging, Instant now) {
        List<LoadBalancer> page = new ArrayList<>();
        long from = paging.numberAfter("blb");
        List<LoadBalancer> rows;
        do {
            rows = rows(filter, from, paging.limit());
            for (LoadBalancer row : rows) {
                // The last row only tells that there is a next page: nobody looks at it yet.
                boolean last = page.size() == paging.limit() - 1;
                boolean seen =
                        last ? row.lifecycle().seen(Surface.LIST, now).isPresent() : seen(row, Surface.LIST, now);
                if (seen) {
                    page.add(row);
                }
                if (page.size() == paging.limit()) {
                    break;
                }
                from = row.ordinal() + 1;
            }
        } while (page.size() < paging.limit() && rows.size() == paging.limit());
        counts.settle(filter.account());
        return page;
    }

    /** Whether an instance is seen there. A look counts where it waits for reads, and removes what is gone. */
    boolean look(LoadBalancer instance, Surface surface, Instant now) {
        boolean seen = seen(instance, surface, now);
        counts.settle(instance.account());
        return seen;
    }

    private boolean seen(LoadBalancer instance, Surface surface, Instant now) {
        Lifecycle lifecycle = instance.lifecycle();
        if (lifecycle.change() == Change.NONE) {
            return true;
        }
        if (lifecycle.gone(now)) {
            remove(instance);
            return false;
        }
        Lifecycle counted = lifecycle.afterRead(surface);
        if (!counted.equals(lifecycle)) {
            COUNT_READ
                    .on(sql)
                    .set(LOAD_BALANCER.BLB_ID, instance.blbId())
                    .set(LOAD_BALANCER.CHANGE, lifecycle.changeText())
                    .set(COUNTED, counted.changeText())
                    .run();
        }
        return lifecycle.seen(surface, now).isPresent();
    }

    /** Removes what nobody sees any more; whether there was any. */
    private boolean forgetGone(String account, Instant now) {
        List<LoadBalancer> gone = all(
                        select(inAccount(account, LOAD_BALANCER.CHANGE.startsWith(Change.RELEASED.name())))
                                .orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL))
                .stream()
                .filter(instance -> instance.lifecycle().gone(now))
                .toList();
        gone.forEach(this::remove);
        return !gone.isEmpty();
    }

    /**
     * Lets the last change of an instance take effect, in whatever account it is.
     *
     * @return its status, or empty if that change was its release
     */
    public Optional<String> settle(String blbId) {
        LoadBalancer instance = locked(blbId);
        if (instance.lifecycle().change() == Change.RELEASED) {
            delete(instance);
            return Optional.empty();
        }
        String base = instance.lifecycle().base();
        update(instance.withLifecycle(Lifecycle.settled(base)));
        return Optional.of(base);
    }

    private List<LoadBalancer> rows(Filter filter, long fromOrdinal, int limit) {
        if (filter.isWide()) {
            return PAGE.on(sql)
                    .set(LOAD_BALANCER.ACCOUNT, filter.account())
                    .set(LOAD_BALANCER.ORDINAL, fromOrdinal)
                    .set(LOAD_BALANCER.IP_TYPE, filter.ipType())
                    .set(LIMIT, limit)
                    .all(InstanceRow::read);
        }
        Condition condition = LOAD_BALANCER.ORDINAL.ge(fromOrdinal).and(LOAD_BALANCER.IP_TYPE.eq(filter.ipType()));
        if (filter.address().isPresent()) {
            condition = condition.and(LOAD_BALANCER.ADDRESS.eq(filter.address().get()));
        }
        if (filter.name().isPresent()) {
            String name = filter.name().get();
            condition = condition.and(
                    filter.exactlyMatch()
                            ? LOAD_BALANCER.NAME.eq(name)
                            : DSL.position(LOAD_BALANCER.NAME, name).gt(0));
        }
        if (filter.blbId().isPresent()) {
            condition = condition.and(LOAD_BALANCER.BLB_ID.eq(filter.blbId().get()));
        }
        Table<?> found = LOAD_BALANCER;
        if (filter.bccId().isPresent()) {
            // An outer join, as H2 keeps its order: of an inner one or a subquery it asks for each of the account's
            // instances.
            found = BACKEND_SERVER.leftJoin(LOAD_BALANCER).on(LOAD_BALANCER.BLB_ID.eq(BACKEND_SERVER.BLB_ID));
            condition =
                    condition.and(BACKEND_SERVER.INSTANCE_ID.eq(filter.bccId().get()));
        }
        var matching = DSL.select(LOAD_BALANCER.fields()).from(found).where(inAccount(filter.account(), condition));
        // In this order H2 would look through all instances also for the only one.
        return all(
                filter.blbId().isPresent()
                        ? matching
                        : matching.orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL)
                                .limit(limit));
    }

    /** What the detail call shows of the instance's listeners, by port. */
    List<ListenerLine> listeners(String blbId) {
        return LISTENERS
                .on(sql)
                .set(LISTENER.BLB_ID, blbId)
                .all(row -> new ListenerLine(
                        String.valueOf(row.get(LISTENER.PORT)),
                        row.get(LISTENER.PROTOCOL),
                        row.get(LISTENER.DESCRIPTION)));
    }

    /** Writes a changed instance. */
    public void update(LoadBalancer changed) {
        UPDATE.on(sql).row(InstanceRow.of(changed)).run();
    }

    /** Removes an instance; listeners, real servers and bindings go with it. */
    public void delete(LoadBalancer instance) {
        remove(instance);
        counts.settle(instance.account());
    }

    private void remove(LoadBalancer instance) {
        counts.remove(on(instance.account(), instance.blbId(), DELETE).run());
    }

    private static SelectConditionStep<LoadBalancerRecord> select(Condition condition) {
        return DSL.selectFrom(LOAD_BALANCER).where(condition);
    }

    private List<LoadBalancer> all(Select<?> query) {
        return sql.all(query, InstanceRow::read);
    }

    private static Condition inAccount(String account, Condition condition) {
        return LOAD_BALANCER.ACCOUNT.eq(account).and(condition);
    }
}
