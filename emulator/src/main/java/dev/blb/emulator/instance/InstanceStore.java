package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INSTANCE_CREATION_FAILED;
import static dev.blb.emulator.api.ApiError.INSTANCE_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.generated.tables.records.LoadBalancerRecord;
import dev.blb.emulator.instance.PendingChange.Change;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Ipv6;
import dev.blb.emulator.network.Ipv6Block;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/** The instances in the database. Every read and write names the account: nothing crosses accounts. */
public final class InstanceStore {
    /** For an id and an address: each attempt is lost to what another stored first, so that many come to an end. */
    private static final int MAX_ATTEMPTS = 1000;

    private static final Condition THIS = LOAD_BALANCER
            .ACCOUNT
            .eq(given(LOAD_BALANCER.ACCOUNT))
            .and(LOAD_BALANCER.BLB_ID.eq(given(LOAD_BALANCER.BLB_ID)));

    private static final Prepared INSERT = Prepared.insert(LOAD_BALANCER);

    private static final Prepared ONE =
            Prepared.query(() -> DSL.selectFrom(LOAD_BALANCER).where(THIS));
    private static final Prepared LOCKED =
            Prepared.query(() -> DSL.selectFrom(LOAD_BALANCER).where(THIS).forUpdate());

    private static final Prepared OWNER = Prepared.query(() -> DSL.select(LOAD_BALANCER.ACCOUNT)
            .from(LOAD_BALANCER)
            .where(LOAD_BALANCER.BLB_ID.eq(given(LOAD_BALANCER.BLB_ID))));

    private static final Prepared NAMED = Prepared.query(() -> DSL.select(LOAD_BALANCER.BLB_ID)
            .from(LOAD_BALANCER)
            .where(LOAD_BALANCER
                    .ACCOUNT
                    .eq(given(LOAD_BALANCER.ACCOUNT))
                    .and(LOAD_BALANCER.NAME.eq(given(LOAD_BALANCER.NAME))))
            .orderBy(LOAD_BALANCER.ORDINAL)
            .limit(1));

    private static final Prepared UPDATE = Prepared.update(LOAD_BALANCER, THIS);

    private static final Prepared DELETE =
            Prepared.change(() -> DSL.deleteFrom(LOAD_BALANCER).where(THIS));

    private static final Prepared RELEASED = Prepared.query(() -> DSL.selectFrom(LOAD_BALANCER)
            .where(LOAD_BALANCER.ACCOUNT.eq(given(LOAD_BALANCER.ACCOUNT)))
            .and(LOAD_BALANCER.PENDING_CHANGE.eq(DSL.inline(Change.RELEASED.name())))
            .orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL));
    private static final Prepared UNLOCKED = Prepared.query(
            () -> DSL.selectFrom(LOAD_BALANCER).where(THIS).forUpdate().skipLocked());

    private final Sql sql;
    private final InstanceCountStore counts;

    /** The instances as this transaction sees them. */
    public InstanceStore(Tx tx) {
        this.sql = Sql.of(tx);
        this.counts = new InstanceCountStore(tx);
    }

    /**
     * The ordinal for one more instance of the account. Others that create there do not wait until it is stored.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded
     */
    public long nextOrdinal(String account, int quota, Instant now) {
        if (!counts.hasRoom(account, quota)) {
            purgeReleased(account, now);
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
     *     InstanceCreationFailed if the subnet is full
     */
    public LoadBalancer insert(
            LoadBalancer draft, SubnetAddresses subnet, Supplier<String> ids, Optional<String> wanted, int quota) {
        boolean ipv6Only = draft.place().isIpv6Only();
        Cidr block = subnet.block();
        wanted.filter(address -> ipv6Only && hasIpv6(draft.account(), address)).ifPresent(address -> {
            throw addressTaken(address, freeOf(subnet));
        });
        wanted.filter(subnet.ofMachines()::contains).ifPresent(address -> {
            throw INVALID_PARAMETER.at(
                    "address", "is \"%s\", which a machine has; allowed is a free one: one of %s", address, block);
        });
        // Of a loopback address there is one on this machine, whichever account has it.
        boolean shared = !ipv6Only && block.isLoopback();
        LoopbackAddressStore loopback = new LoopbackAddressStore(sql);
        PrivateAddressStore addresses = new PrivateAddressStore(sql);
        wanted.filter(address -> shared && loopback.isTaken(address)).ifPresent(address -> {
            throw addressTaken(address, "one of " + block);
        });
        String id = ids.get();
        String likely = wanted.orElseGet(() -> {
            if (ipv6Only) {
                return freeIpv6(draft.account(), draft.ordinal(), subnet.ipv6());
            }
            return shared ? loopback.next(block, id) : addresses.likelyFree(draft, subnet);
        });
        LoadBalancer candidate = draft.with(draft.place().withAddress(likely)).withBlbId(id);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (InstanceRow.TABLE.set(INSERT.on(sql), candidate).addUnlessTaken()) {
                if (!counts.add(draft.account(), draft.ordinal(), quota)) {
                    // Others took the last places meanwhile. Whoever holds what could be removed may wait for the
                    // account's row, which this transaction has locked.
                    throw sql.tooLate();
                }
                return candidate;
            }
            if (purgeReleased(draft.account(), draft.identity().createdAt())) {
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
                throw addressTaken(wanted.get(), ipv6Only ? freeOf(subnet) : "one of " + block);
            } else if (shared) {
                candidate = candidate.with(candidate.place().withAddress(loopback.next(block, candidate.blbId())));
            } else {
                String free = ipv6Only
                        ? freeIpv6(draft.account(), draft.ordinal(), subnet.ipv6())
                        : addresses.firstFree(draft, subnet);
                candidate = candidate.with(candidate.place().withAddress(free));
            }
        }
        throw new IllegalStateException("no place for instance " + draft.ordinal() + " of account " + draft.account());
    }

    private static String freeOf(SubnetAddresses subnet) {
        return subnet.ipv6().map(block -> "one of " + block).orElse(Ipv6.ADDRESS_FORM);
    }

    private static ApiException addressTaken(String address, String form) {
        return INVALID_PARAMETER.at(
                "address", "is \"%s\", which another load balancer has; allowed is a free one: %s", address, form);
    }

    /**
     * An IPv6 address that no instance of the account has, in canonical spelling: by the instance's number, unless another was given that
     * address by its creator.
     *
     * @param block that of the subnet; empty if it has none
     */
    String freeIpv6(String account, long ordinal, Optional<Ipv6Block> block) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int tried = attempt;
            String address = block.map(each -> each.address(tried, ordinal))
                    .orElseGet(() -> Ipv6Block.addressOfNone(tried, ordinal));
            if (!hasIpv6(account, address)) {
                return address;
            }
        }
        throw INSTANCE_CREATION_FAILED.with("No IPv6 address is free for load balancer number %d.", ordinal);
    }

    private boolean hasIpv6(String account, String address) {
        return exists(inAccount(account, LOAD_BALANCER.IPV6.eq(address)));
    }

    /**
     * Stores an instance with the id, ordinal and times that it has, whatever the quota. For exclusive work.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if its id, ordinal, address or EIP is in use
     */
    void restore(LoadBalancer instance) {
        counts.number(instance.account(), instance.ordinal(), 1);
        if (!InstanceRow.TABLE.set(INSERT.on(sql), instance).addUnlessTaken()) {
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

    /** Whether any account has an instance of this id. */
    boolean isTaken(String blbId) {
        return exists(LOAD_BALANCER.BLB_ID.eq(blbId));
    }

    private boolean exists(Condition condition) {
        return sql.dsl().fetchExists(DSL.selectOne().from(LOAD_BALANCER).where(condition));
    }

    /** The account that has an instance, or empty if there is none with this id. */
    public Optional<String> owner(String blbId) {
        return OWNER.on(sql).set(LOAD_BALANCER.BLB_ID, blbId).first(row -> row.get(LOAD_BALANCER.ACCOUNT));
    }

    /** The id of an instance of an account that has this name; of several the oldest. */
    public Optional<String> named(String account, String name) {
        return NAMED.on(sql)
                .set(LOAD_BALANCER.ACCOUNT, account)
                .set(LOAD_BALANCER.NAME, name)
                .first(row -> row.get(LOAD_BALANCER.BLB_ID));
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

    /** The instance of any account, for the control routes; one that was released is InstanceNotFound. */
    public LoadBalancer require(String blbId) {
        return unreleased(all(select(LOAD_BALANCER.BLB_ID.eq(blbId))), blbId);
    }

    /** The same, locked against every other write until the transaction ends. */
    public LoadBalancer lock(String blbId) {
        return unreleased(all(select(LOAD_BALANCER.BLB_ID.eq(blbId)).forUpdate()), blbId);
    }

    private static LoadBalancer unreleased(List<LoadBalancer> found, String blbId) {
        return found.stream()
                .filter(instance -> !instance.lifecycle().isReleased())
                .findFirst()
                .orElseThrow(() -> notFound(blbId));
    }

    /** The instances with these ids, of whatever accounts, released ones included. */
    public List<LoadBalancer> all(Collection<String> blbIds) {
        return all(select(LOAD_BALANCER.BLB_ID.in(blbIds)));
    }

    /** The refusal of an id that is unknown, or not seen. */
    static ApiException notFound(String blbId) {
        return INSTANCE_NOT_FOUND.at("blbId", "is \"%s\".", blbId);
    }

    /** Writes an instance as released, and removes those of the account that were released before, are gone, and are locked by nobody. */
    void release(LoadBalancer released, Instant now) {
        update(released);
        // This transaction holds a row lock: waiting for another one could end in a deadlock.
        gone(released.account(), now).stream()
                .filter(each -> on(each.account(), each.blbId(), UNLOCKED)
                        .first(InstanceRow::read)
                        .isPresent())
                .forEach(this::remove);
        counts.applyRemoved(released.account());
    }

    /**
     * Removes the released instances of an account that no view shows any more; whether there was any. Only creates and
     * releases do, and no read: until then such an instance is a row that every view skips, and that counts for the quota,
     * which bounds their number.
     */
    private boolean purgeReleased(String account, Instant now) {
        List<LoadBalancer> gone = gone(account, now);
        gone.forEach(this::remove);
        return !gone.isEmpty();
    }

    private List<LoadBalancer> gone(String account, Instant now) {
        return RELEASED.on(sql).set(LOAD_BALANCER.ACCOUNT, account).all(InstanceRow::read).stream()
                .filter(instance -> instance.lifecycle().isGone(now))
                .toList();
    }

    /**
     * Ends the wait for the effects of an instance's newest change, in whatever account it is.
     *
     * @return its status, or empty if that change was its release, which removes it
     */
    public Optional<String> settle(String blbId) {
        LoadBalancer instance = all(select(LOAD_BALANCER.BLB_ID.eq(blbId)).forUpdate()).stream()
                .findFirst()
                .orElseThrow(() -> notFound(blbId));
        if (instance.lifecycle().isReleased()) {
            delete(instance);
            return Optional.empty();
        }
        String base = instance.lifecycle().base();
        update(instance.with(Lifecycle.of(base)));
        return Optional.of(base);
    }

    /** Writes a changed instance. */
    public void update(LoadBalancer changed) {
        InstanceRow.TABLE.set(UPDATE.on(sql), changed).run();
    }

    /** Removes an instance; listeners, real servers and bindings go with it. */
    public void delete(LoadBalancer instance) {
        remove(instance);
        counts.applyRemoved(instance.account());
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
