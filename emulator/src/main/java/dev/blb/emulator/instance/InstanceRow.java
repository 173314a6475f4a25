package dev.blb.emulator.instance;

import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.db.Codec;
import dev.blb.emulator.db.EntityTable;
import dev.blb.emulator.db.Property;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.Source;
import dev.blb.emulator.instance.LoadBalancer.Cluster;
import dev.blb.emulator.instance.LoadBalancer.Identity;
import dev.blb.emulator.instance.LoadBalancer.Labels;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.instance.LoadBalancer.Protection;
import dev.blb.emulator.instance.PendingChange.Change;
import dev.blb.emulator.network.Network;
import dev.blb.emulator.world.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The properties of an instance: their columns, their members of a document and of a create call, and the parts of the entity
 * that they are read into.
 */
final class InstanceRow {
    static final EntityTable<LoadBalancer> TABLE = new EntityTable<>(LOAD_BALANCER);

    private static final Property<LoadBalancer, String> BLB_ID =
            TABLE.property(LOAD_BALANCER.BLB_ID, "blbId", Codec.text(), LoadBalancer::blbId);

    private static final Property<LoadBalancer, String> ACCOUNT =
            TABLE.hidden(LOAD_BALANCER.ACCOUNT, "account", Codec.text(), LoadBalancer::account);

    private static final Property<LoadBalancer, Long> ORDINAL =
            TABLE.property(LOAD_BALANCER.ORDINAL, "state.ordinal", Codec.longInteger(), LoadBalancer::ordinal);

    private static final Property<LoadBalancer, String> NAME = TABLE.property(
            LOAD_BALANCER.NAME, "name", Codec.text(), each -> each.labels().name());

    private static final Property<LoadBalancer, String> DESC = TABLE.property(
            LOAD_BALANCER.DESCRIPTION,
            "desc",
            Codec.text(),
            each -> each.labels().desc());

    private static final Property<LoadBalancer, String> VPC_ID = TABLE.property(
            LOAD_BALANCER.VPC_ID,
            "vpcId",
            Codec.text(),
            each -> each.place().network().vpcId());

    private static final Property<LoadBalancer, String> SUBNET_ID = TABLE.property(
            LOAD_BALANCER.SUBNET_ID,
            "subnetId",
            Codec.text(),
            each -> each.place().network().subnetId());

    private static final Property<LoadBalancer, String> ADDRESS = TABLE.property(
            LOAD_BALANCER.ADDRESS, "address", Codec.text(), each -> each.place().address());

    private static final Property<LoadBalancer, String> IP_TYPE = TABLE.property(
            LOAD_BALANCER.IP_TYPE, "type", Codec.text(), each -> each.place().ipType());

    private static final Property<LoadBalancer, String> IPV6 = TABLE.property(
            LOAD_BALANCER.IPV6, "state.ipv6", Codec.text(), each -> each.place().ipv6());

    private static final Property<LoadBalancer, String> EIP = TABLE.property(
            LOAD_BALANCER.EIP, "eip", Codec.filledText(), each -> each.place().eip());

    private static final Property<LoadBalancer, List<Tag>> TAGS = TABLE.property(
            LOAD_BALANCER.TAGS,
            "tags",
            Codec.listOf(Tag.class),
            each -> each.labels().tags());

    private static final Property<LoadBalancer, Boolean> ALLOW_DELETE = TABLE.property(
            LOAD_BALANCER.ALLOW_DELETE,
            "allowDelete",
            Codec.flag(),
            each -> each.protection().allowDelete());

    private static final Property<LoadBalancer, Boolean> ALLOW_MODIFY = TABLE.property(
            LOAD_BALANCER.ALLOW_MODIFY,
            "allowModify",
            Codec.flag(),
            each -> each.protection().allowModify());

    private static final Property<LoadBalancer, String> PROTECTION_REASON = TABLE.property(
            LOAD_BALANCER.MODIFICATION_PROTECTION_REASON,
            "modificationProtectionReason",
            Codec.text(),
            each -> each.protection().reason());

    private static final Property<LoadBalancer, Boolean> SUPPORT_ACL =
            TABLE.property(LOAD_BALANCER.SUPPORT_ACL, "supportAcl", Codec.flag(), LoadBalancer::supportAcl);

    private static final Property<LoadBalancer, String> PAYMENT_TIMING = TABLE.property(
            LOAD_BALANCER.PAYMENT_TIMING,
            "billing.paymentTiming",
            Codec.text(),
            each -> each.billing().paymentTiming());

    private static final Property<LoadBalancer, String> BILLING_METHOD = TABLE.property(
            LOAD_BALANCER.BILLING_METHOD,
            "billing.billingMethod",
            Codec.text(),
            each -> each.billing().billingMethod());

    private static final Property<LoadBalancer, String> PERFORMANCE_LEVEL = TABLE.property(
            LOAD_BALANCER.PERFORMANCE_LEVEL,
            "performanceLevel",
            Codec.text(),
            each -> each.billing().performanceLevel());

    private static final Property<LoadBalancer, Instant> EXPIRES_AT = TABLE.property(
            LOAD_BALANCER.EXPIRES_AT,
            "state.expireTime",
            Codec.instant(),
            each -> each.billing().expiresAt());

    private static final Property<LoadBalancer, Integer> AUTO_RENEW_MONTHS = TABLE.property(
            LOAD_BALANCER.AUTO_RENEW_MONTHS,
            "state.autoRenewMonths",
            Codec.integer(),
            each -> each.billing().autoRenewMonths());

    private static final Property<LoadBalancer, String> PENDING_BILLING_METHOD = TABLE.property(
            LOAD_BALANCER.PENDING_BILLING_METHOD,
            "state.pendingChange.billingMethod",
            Codec.text(),
            each -> pending(each).map(Billing.Pending::billingMethod).orElse(null));

    private static final Property<LoadBalancer, String> PENDING_PERFORMANCE_LEVEL = TABLE.property(
            LOAD_BALANCER.PENDING_PERFORMANCE_LEVEL,
            "state.pendingChange.performanceLevel",
            Codec.text(),
            each -> pending(each).map(Billing.Pending::performanceLevel).orElse(null));

    private static final Property<LoadBalancer, String> LAYER4_CLUSTER_ID = TABLE.property(
            LOAD_BALANCER.LAYER4_CLUSTER_ID,
            "layer4ClusterId",
            Codec.filledText(),
            each -> each.cluster().layer4Id());

    private static final Property<LoadBalancer, String> LAYER7_CLUSTER_ID = TABLE.property(
            LOAD_BALANCER.LAYER7_CLUSTER_ID,
            "layer7ClusterId",
            Codec.filledText(),
            each -> each.cluster().layer7Id());

    private static final Property<LoadBalancer, Boolean> LAYER4_CLUSTER_EXCLUSIVE = TABLE.property(
            LOAD_BALANCER.LAYER4_CLUSTER_EXCLUSIVE,
            "layer4ClusterExclusive",
            Codec.flag(),
            each -> each.cluster().layer4Exclusive());

    private static final Property<LoadBalancer, Boolean> LAYER7_CLUSTER_EXCLUSIVE = TABLE.property(
            LOAD_BALANCER.LAYER7_CLUSTER_EXCLUSIVE,
            "layer7ClusterExclusive",
            Codec.flag(),
            each -> each.cluster().layer7Exclusive());

    private static final Property<LoadBalancer, Instant> CREATED_AT = TABLE.property(
            LOAD_BALANCER.CREATED_AT,
            "state.createTime",
            Codec.instant(),
            each -> each.identity().createdAt());

    private static final Property<LoadBalancer, String> BASE_STATUS = TABLE.property(
            LOAD_BALANCER.BASE_STATUS,
            "status",
            Codec.text(),
            each -> each.lifecycle().base());

    private static final Property<LoadBalancer, Change> PENDING_CHANGE = TABLE.property(
            LOAD_BALANCER.PENDING_CHANGE,
            "state.change.kind",
            Codec.constant(Change.class),
            each -> change(each).map(PendingChange::change).orElse(null));

    static final Codec<String, ConsistencyDelay> DELAYS =
            Codec.object(ConsistencyDelay.class).shownAs(DelayDocument::write, DelayDocument::read);

    private static final Property<LoadBalancer, ConsistencyDelay> PENDING_DELAY = TABLE.property(
            LOAD_BALANCER.PENDING_DELAY,
            "state.change.delay",
            DELAYS,
            each -> change(each).map(PendingChange::delay).orElse(null));

    private static final Property<LoadBalancer, String> RESOURCE_GROUP_ID = TABLE.property(
            LOAD_BALANCER.RESOURCE_GROUP_ID,
            "resourceGroupId",
            Codec.filledText(),
            each -> each.labels().resourceGroupId());

    private InstanceRow() {}

    private static Optional<Billing.Pending> pending(LoadBalancer instance) {
        return Optional.ofNullable(instance.billing().pending());
    }

    private static Optional<PendingChange> change(LoadBalancer instance) {
        return Optional.ofNullable(instance.lifecycle().pending());
    }

    /** The instance in a row with all columns. */
    static LoadBalancer read(Row row) {
        return read(Source.of(row));
    }

    /** The instance in a row or in a document that has its state and names its account. */
    static LoadBalancer read(Source from) {
        return new LoadBalancer(
                new Identity(from.get(BLB_ID), from.get(ACCOUNT), from.get(ORDINAL), from.get(CREATED_AT)),
                new Labels(from.get(NAME), from.get(DESC, ""), tags(from), from.find(RESOURCE_GROUP_ID)),
                new Place(
                        new Network(from.get(VPC_ID), from.get(SUBNET_ID)),
                        from.get(ADDRESS),
                        from.get(IP_TYPE),
                        from.get(IPV6),
                        from.find(EIP)),
                protection(from),
                from.get(SUPPORT_ACL),
                billing(from),
                cluster(from),
                lifecycle(from));
    }

    /** The tags, also those of a create call. */
    static List<Tag> tags(Source from) {
        return List.copyOf(from.get(TAGS, List.of()));
    }

    /** The protection, also that of a create call. */
    static Protection protection(Source from) {
        return new Protection(from.get(ALLOW_DELETE), from.get(ALLOW_MODIFY), from.get(PROTECTION_REASON));
    }

    /** The clusters, also those of a create call. */
    static Cluster cluster(Source from) {
        return new Cluster(
                from.find(LAYER4_CLUSTER_ID),
                from.find(LAYER7_CLUSTER_ID),
                from.find(LAYER4_CLUSTER_EXCLUSIVE),
                from.find(LAYER7_CLUSTER_EXCLUSIVE));
    }

    private static Billing billing(Source from) {
        String pendingMethod = from.find(PENDING_BILLING_METHOD);
        return new Billing(
                from.get(PAYMENT_TIMING, Billing.POSTPAID),
                from.find(BILLING_METHOD),
                from.find(PERFORMANCE_LEVEL),
                from.find(EXPIRES_AT),
                from.find(AUTO_RENEW_MONTHS),
                pendingMethod == null
                        ? null
                        : new Billing.Pending(pendingMethod, from.find(PENDING_PERFORMANCE_LEVEL)));
    }

    /** The lifecycle, also that of a document without state. */
    static Lifecycle lifecycle(Source from) {
        Change change = from.find(PENDING_CHANGE);
        return new Lifecycle(
                from.get(BASE_STATUS),
                change == null ? null : new PendingChange(change, from.get(PENDING_DELAY, ConsistencyDelay.NONE)));
    }
}
