package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INSTANCE_CREATION_FAILED;
import static dev.blb.emulator.api.ApiError.INSTANCE_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.state.generated.Tables.ACCOUNT;
import static dev.blb.emulator.state.generated.Tables.BACKEND_SERVER;
import static dev.blb.emulator.state.generated.Tables.LISTENER;
import static dev.blb.emulator.state.generated.Tables.LOAD_BALANCER;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceWire.ListenerLine;
import dev.blb.emulator.instance.Lifecycle.Change;
import dev.blb.emulator.instance.Lifecycle.Surface;
import dev.blb.emulator.instance.LoadBalancer.Cluster;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.instance.LoadBalancer.Protection;
import dev.blb.emulator.instance.LoadBalancer.Tag;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.state.Database;
import dev.blb.emulator.state.generated.tables.records.LoadBalancerRecord;
import dev.blb.emulator.world.Cidr;
import dev.blb.emulator.world.World.Network;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The instances in the database. Every read and write names the account: nothing crosses accounts. */
public final class InstanceStore {
    /** The first hosts of a subnet belong to its gateway and services (assumption). */
    private static final int FIRST_HOST = 4;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Tag>> TAGS = new TypeReference<>() {};

    private final DSLContext sql;

    /** The instances as this transaction sees them. */
    public InstanceStore(Tx tx) {
        this.sql = Database.sql(tx);
    }

    /** Which instances a list shows; conditions combine with AND, an absent one lets all through [meta]. */
    public record Filter(
            String account,
            String ipType,
            Optional<String> address,
            Optional<String> name,
            boolean exactlyMatch,
            Optional<String> blbId,
            Optional<String> bccId) {}

    /**
     * Counts one more instance of the account and numbers it. Until the transaction ends, no other is created there.
     *
     * @return the new instance's ordinal
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded
     */
    public long count(String account, int quota, Instant now) {
        for (int attempt = 0; attempt < 3 && quota > 0; attempt++) {
            int counted = sql.update(ACCOUNT)
                    .set(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LOAD_BALANCERS.plus(1))
                    .set(ACCOUNT.LAST_ORDINAL, ACCOUNT.LAST_ORDINAL.plus(1))
                    .where(ACCOUNT.ACCOUNT_.eq(account))
                    .and(ACCOUNT.LOAD_BALANCERS.lt(quota))
                    .execute();
            if (counted == 1) {
                return lastOrdinal(account);
            }
            if (attempt == 0 && opened(account)) {
                return 1;
            }
            if (attempt == 1) {
                forgetGone(account, now);
            }
        }
        throw QUOTA_EXCEEDED.with(
                "The account has as many load balancers as it may have; the quota is %d (setting"
                        + " --quota-load-balancers).",
                quota);
    }

    private long lastOrdinal(String account) {
        return sql.select(ACCOUNT.LAST_ORDINAL)
                .from(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_.eq(account))
                .fetchSingle()
                .value1();
    }

    /** Adds the account's row with one instance counted, or finds it there: at the quota, or just added by another. */
    private boolean opened(String account) {
        try {
            sql.insertInto(ACCOUNT)
                    .set(ACCOUNT.ACCOUNT_, account)
                    .set(ACCOUNT.LOAD_BALANCERS, 1)
                    .set(ACCOUNT.LAST_ORDINAL, 1L)
                    .execute();
            return true;
        } catch (DataAccessException e) {
            if (Database.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
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
    public LoadBalancer insert(LoadBalancer draft, Cidr subnet, Supplier<String> ids, Optional<String> wanted) {
        LoadBalancer candidate = at(draft, wanted.orElseGet(() -> likelyFree(subnet, draft.ordinal())))
                .withBlbId(ids.get());
        while (true) {
            try {
                sql.insertInto(LOAD_BALANCER).set(record(candidate)).execute();
                return candidate;
            } catch (DataAccessException e) {
                if (!Database.isDuplicate(e)) {
                    throw e;
                }
            }
            forgetGone(draft.account(), draft.createdAt());
            if (isTaken(candidate.blbId())) {
                candidate = candidate.withBlbId(ids.get());
            } else if (candidate.place().eip() != null
                    && exists(inAccount(
                            draft.account(),
                            LOAD_BALANCER.EIP.eq(candidate.place().eip())))) {
                throw INVALID_PARAMETER.with(
                        "eip is \"%s\", which another load balancer has; allowed is one that is not bound",
                        candidate.place().eip());
            } else if (wanted.isPresent()) {
                throw INVALID_PARAMETER.with(
                        "address is \"%s\", which another load balancer has; allowed is a free one of %s",
                        wanted.get(), subnet);
            } else {
                candidate =
                        at(candidate, firstFree(draft.account(), draft.place().network(), subnet));
            }
        }
    }

    /**
     * Stores an instance as it was when it ran, whatever the quota.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if its id, ordinal, address or EIP is in use
     */
    public void insertAsItWas(LoadBalancer instance) {
        number(instance.account(), instance.ordinal(), 1);
        try {
            sql.insertInto(LOAD_BALANCER).set(record(instance)).execute();
        } catch (DataAccessException e) {
            if (!Database.isDuplicate(e)) {
                throw e;
            }
            throw INVALID_PARAMETER.with(
                    "blbId is \"%s\", whose id, ordinal %d, address %s or EIP another load balancer has",
                    instance.blbId(), instance.ordinal(), instance.place().address());
        }
    }

    /** Lets an account number its instances from behind this ordinal on, and counts so many more. */
    public void number(String account, long lastOrdinal, int more) {
        int known = sql.update(ACCOUNT)
                .set(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LOAD_BALANCERS.plus(more))
                .set(ACCOUNT.LAST_ORDINAL, DSL.greatest(ACCOUNT.LAST_ORDINAL, DSL.val(lastOrdinal)))
                .where(ACCOUNT.ACCOUNT_.eq(account))
                .execute();
        if (known == 0) {
            sql.insertInto(ACCOUNT)
                    .set(ACCOUNT.ACCOUNT_, account)
                    .set(ACCOUNT.LOAD_BALANCERS, more)
                    .set(ACCOUNT.LAST_ORDINAL, lastOrdinal)
                    .execute();
        }
    }

    /** The id of the newest instance of an account that has one. */
    public String newest(String account) {
        return sql.select(LOAD_BALANCER.BLB_ID)
                .from(LOAD_BALANCER)
                .where(LOAD_BALANCER.ACCOUNT.eq(account))
                .orderBy(LOAD_BALANCER.ORDINAL.desc())
                .limit(1)
                .fetchSingle()
                .value1();
    }

    /** The last ordinal of each account that has had an instance; of one account, or of all for the empty text. */
    public Map<String, Long> lastOrdinals(String account) {
        return sql.select(ACCOUNT.ACCOUNT_, ACCOUNT.LAST_ORDINAL)
                .from(ACCOUNT)
                .where(account.isEmpty() ? DSL.noCondition() : ACCOUNT.ACCOUNT_.eq(account))
                .orderBy(ACCOUNT.ACCOUNT_)
                .fetchMap(ACCOUNT.ACCOUNT_, ACCOUNT.LAST_ORDINAL);
    }

    /** The instances of an account, or of all for the empty text, by account and ordinal. */
    public List<LoadBalancer> all(String account) {
        return select(account.isEmpty() ? DSL.noCondition() : LOAD_BALANCER.ACCOUNT.eq(account))
                .orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL)
                .fetch(InstanceStore::entity);
    }

    /** The ids of the instances of an account, or of all for the empty text, for other stores. */
    public static Select<Record1<String>> idsOf(String account) {
        return DSL.select(LOAD_BALANCER.BLB_ID)
                .from(LOAD_BALANCER)
                .where(account.isEmpty() ? DSL.noCondition() : LOAD_BALANCER.ACCOUNT.eq(account));
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
        sql.select(LOAD_BALANCER.ADDRESS)
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
        return sql.fetchExists(sql.selectOne().from(LOAD_BALANCER).where(condition));
    }

    /** The instance, or InstanceNotFound, also when it is another account's. */
    public LoadBalancer require(String account, String blbId) {
        return one(
                blbId,
                select(inAccount(account, LOAD_BALANCER.BLB_ID.eq(blbId))).fetchOne());
    }

    /** The same, locked against every other write until the transaction ends. */
    public LoadBalancer lock(String account, String blbId) {
        return one(
                blbId,
                select(inAccount(account, LOAD_BALANCER.BLB_ID.eq(blbId)))
                        .forUpdate()
                        .fetchOne());
    }

    /** The same in whatever account it is, for the control routes; one that was released is not found. */
    public LoadBalancer lock(String blbId) {
        LoadBalancer instance = locked(blbId);
        if (instance.lifecycle().change() == Change.RELEASED) {
            throw notFound(blbId);
        }
        return instance;
    }

    private LoadBalancer locked(String blbId) {
        return one(blbId, select(LOAD_BALANCER.BLB_ID.eq(blbId)).forUpdate().fetchOne());
    }

    private static LoadBalancer one(String blbId, @Nullable LoadBalancerRecord row) {
        if (row == null) {
            throw notFound(blbId);
        }
        return entity(row);
    }

    /** The refusal of an id that is unknown, or not seen. */
    static ApiException notFound(String blbId) {
        return INSTANCE_NOT_FOUND.with("blbId is \"%s\".", blbId);
    }

    /** A page of the instances that the list sees, in the order of their creation. */
    public List<LoadBalancer> page(Filter filter, Paging paging, Instant now) {
        List<LoadBalancer> page = new ArrayList<>();
        long from = paging.numberAfter("blb");
        while (true) {
            List<LoadBalancer> rows = rows(filter, from, paging.limit());
            for (LoadBalancer row : rows) {
                // The last row only tells that there is a next page: nobody looks at it yet.
                boolean last = page.size() == paging.limit() - 1;
                boolean seen =
                        last ? row.lifecycle().seen(Surface.LIST, now).isPresent() : look(row, Surface.LIST, now);
                if (seen) {
                    page.add(row);
                }
                if (page.size() == paging.limit()) {
                    return page;
                }
            }
            if (rows.size() < paging.limit()) {
                return page;
            }
            from = rows.get(rows.size() - 1).ordinal() + 1;
        }
    }

    /** Whether an instance is seen there. A look counts where it waits for reads, and removes what is gone. */
    boolean look(LoadBalancer instance, Surface surface, Instant now) {
        Lifecycle lifecycle = instance.lifecycle();
        if (lifecycle.change() == Change.NONE) {
            return true;
        }
        if (lifecycle.gone(now)) {
            delete(instance);
            return false;
        }
        Lifecycle counted = lifecycle.afterRead(surface);
        if (!counted.equals(lifecycle)) {
            // Whoever wrote meanwhile knows better.
            sql.update(LOAD_BALANCER)
                    .set(LOAD_BALANCER.CHANGE, counted.changeText())
                    .where(LOAD_BALANCER.BLB_ID.eq(instance.blbId()))
                    .and(LOAD_BALANCER.CHANGE.eq(lifecycle.changeText()))
                    .execute();
        }
        return lifecycle.seen(surface, now).isPresent();
    }

    private void forgetGone(String account, Instant now) {
        select(inAccount(account, LOAD_BALANCER.CHANGE.startsWith(Change.RELEASED.name())))
                .fetch(InstanceStore::entity)
                .forEach(instance -> {
                    if (instance.lifecycle().gone(now)) {
                        delete(instance);
                    }
                });
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
        if (filter.bccId().isPresent()) {
            condition = condition.and(LOAD_BALANCER.BLB_ID.in(sql.select(BACKEND_SERVER.BLB_ID)
                    .from(BACKEND_SERVER)
                    .where(BACKEND_SERVER.INSTANCE_ID.eq(filter.bccId().get()))));
        }
        return select(inAccount(filter.account(), condition))
                .orderBy(LOAD_BALANCER.ORDINAL)
                .limit(limit)
                .fetch(InstanceStore::entity);
    }

    /** What the detail call shows of the instance's listeners, by port. */
    List<ListenerLine> listeners(String blbId) {
        return sql.select(LISTENER.PORT, LISTENER.PROTOCOL, LISTENER.DESCRIPTION)
                .from(LISTENER)
                .where(LISTENER.BLB_ID.eq(blbId))
                .orderBy(LISTENER.PORT, LISTENER.TRANSPORT)
                .fetch(row -> new ListenerLine(String.valueOf(row.value1()), row.value2(), row.value3()));
    }

    /** Writes a changed instance. */
    public void update(LoadBalancer changed) {
        sql.update(LOAD_BALANCER)
                .set(record(changed))
                .where(inAccount(changed.account(), LOAD_BALANCER.BLB_ID.eq(changed.blbId())))
                .execute();
    }

    /** Removes an instance; listeners, real servers and bindings go with it. */
    public void delete(LoadBalancer instance) {
        int deleted = sql.deleteFrom(LOAD_BALANCER)
                .where(inAccount(instance.account(), LOAD_BALANCER.BLB_ID.eq(instance.blbId())))
                .execute();
        sql.update(ACCOUNT)
                .set(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LOAD_BALANCERS.minus(deleted))
                .where(ACCOUNT.ACCOUNT_.eq(instance.account()))
                .execute();
    }

    private SelectConditionStep<LoadBalancerRecord> select(Condition condition) {
        return sql.selectFrom(LOAD_BALANCER).where(condition);
    }

    private static Condition inAccount(String account, Condition condition) {
        return LOAD_BALANCER.ACCOUNT.eq(account).and(condition);
    }

    private static LoadBalancerRecord record(LoadBalancer instance) {
        LoadBalancerRecord row = new LoadBalancerRecord();
        row.setBlbId(instance.blbId());
        row.setAccount(instance.account());
        row.setOrdinal(instance.ordinal());
        row.setName(instance.name());
        row.setDescription(instance.desc());
        row.setVpcId(instance.place().network().vpcId());
        row.setSubnetId(instance.place().network().subnetId());
        row.setAddress(instance.place().address());
        row.setIpType(instance.place().ipType());
        row.setIpv6(instance.place().ipv6());
        row.setEip(instance.place().eip());
        row.setTags(written(instance.tags()));
        row.setAllowDelete(instance.protection().allowDelete());
        row.setAllowModify(instance.protection().allowModify());
        row.setModificationProtectionReason(instance.protection().reason());
        row.setSupportAcl(instance.supportAcl());
        Billing billing = instance.billing();
        row.setPaymentTiming(billing.paymentTiming());
        row.setBillingMethod(billing.billingMethod());
        row.setPerformanceLevel(billing.performanceLevel());
        row.setExpiresAt(
                billing.expiresAt() == null ? null : billing.expiresAt().toEpochMilli());
        row.setAutoRenewMonths(billing.autoRenewMonths());
        Billing.Pending pending = billing.pending();
        row.setPendingBillingMethod(pending == null ? null : pending.billingMethod());
        row.setPendingPerformanceLevel(pending == null ? null : pending.performanceLevel());
        row.setLayer4ClusterId(instance.cluster().layer4Id());
        row.setLayer7ClusterId(instance.cluster().layer7Id());
        row.setLayer4ClusterExclusive(instance.cluster().layer4Exclusive());
        row.setLayer7ClusterExclusive(instance.cluster().layer7Exclusive());
        row.setCreatedAt(instance.createdAt().toEpochMilli());
        row.setBaseStatus(instance.lifecycle().base());
        row.setChange(instance.lifecycle().changeText());
        return row;
    }

    private static LoadBalancer entity(LoadBalancerRecord row) {
        Long expires = row.getExpiresAt();
        String pendingMethod = row.getPendingBillingMethod();
        return new LoadBalancer(
                row.getBlbId(),
                row.getAccount(),
                row.getOrdinal(),
                row.getName(),
                row.getDescription(),
                new Place(
                        new Network(row.getVpcId(), row.getSubnetId()),
                        row.getAddress(),
                        row.getIpType(),
                        row.getIpv6(),
                        row.getEip()),
                read(row.getTags()),
                new Protection(row.getAllowDelete(), row.getAllowModify(), row.getModificationProtectionReason()),
                row.getSupportAcl(),
                new Billing(
                        row.getPaymentTiming(),
                        row.getBillingMethod(),
                        row.getPerformanceLevel(),
                        expires == null ? null : Instant.ofEpochMilli(expires),
                        row.getAutoRenewMonths(),
                        pendingMethod == null
                                ? null
                                : new Billing.Pending(pendingMethod, row.getPendingPerformanceLevel())),
                new Cluster(
                        row.getLayer4ClusterId(),
                        row.getLayer7ClusterId(),
                        row.getLayer4ClusterExclusive(),
                        row.getLayer7ClusterExclusive()),
                Instant.ofEpochMilli(row.getCreatedAt()),
                Lifecycle.parse(row.getBaseStatus(), row.getChange()));
    }

    private static String written(List<Tag> tags) {
        try {
            return JSON.writeValueAsString(tags);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tags cannot be written", e);
        }
    }

    private static List<Tag> read(String tags) {
        try {
            return tags.equals("[]") ? List.of() : List.copyOf(JSON.readValue(tags, TAGS));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored tags cannot be read: " + tags, e);
        }
    }
}
