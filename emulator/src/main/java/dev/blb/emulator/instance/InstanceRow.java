package dev.blb.emulator.instance;

import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.generated.tables.records.LoadBalancerRecord;
import dev.blb.emulator.instance.LoadBalancer.Cluster;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.instance.LoadBalancer.Protection;
import dev.blb.emulator.instance.LoadBalancer.Tag;
import dev.blb.emulator.world.World.Network;
import java.time.Instant;
import java.util.List;

/** How an instance stands in its row. */
final class InstanceRow {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Tag>> TAGS = new TypeReference<>() {};

    private InstanceRow() {}

    /** The row of an instance, with a value for each column. */
    static LoadBalancerRecord of(LoadBalancer instance) {
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

    /** The instance in a row with all columns. */
    static LoadBalancer read(Row row) {
        Long expires = row.find(LOAD_BALANCER.EXPIRES_AT);
        String pendingMethod = row.find(LOAD_BALANCER.PENDING_BILLING_METHOD);
        return new LoadBalancer(
                row.get(LOAD_BALANCER.BLB_ID),
                row.get(LOAD_BALANCER.ACCOUNT),
                row.get(LOAD_BALANCER.ORDINAL),
                row.get(LOAD_BALANCER.NAME),
                row.get(LOAD_BALANCER.DESCRIPTION),
                new Place(
                        new Network(row.get(LOAD_BALANCER.VPC_ID), row.get(LOAD_BALANCER.SUBNET_ID)),
                        row.get(LOAD_BALANCER.ADDRESS),
                        row.get(LOAD_BALANCER.IP_TYPE),
                        row.get(LOAD_BALANCER.IPV6),
                        row.find(LOAD_BALANCER.EIP)),
                tags(row.get(LOAD_BALANCER.TAGS)),
                new Protection(
                        row.get(LOAD_BALANCER.ALLOW_DELETE),
                        row.get(LOAD_BALANCER.ALLOW_MODIFY),
                        row.get(LOAD_BALANCER.MODIFICATION_PROTECTION_REASON)),
                row.get(LOAD_BALANCER.SUPPORT_ACL),
                new Billing(
                        row.get(LOAD_BALANCER.PAYMENT_TIMING),
                        row.find(LOAD_BALANCER.BILLING_METHOD),
                        row.find(LOAD_BALANCER.PERFORMANCE_LEVEL),
                        expires == null ? null : Instant.ofEpochMilli(expires),
                        row.find(LOAD_BALANCER.AUTO_RENEW_MONTHS),
                        pendingMethod == null
                                ? null
                                : new Billing.Pending(
                                        pendingMethod, row.find(LOAD_BALANCER.PENDING_PERFORMANCE_LEVEL))),
                new Cluster(
                        row.find(LOAD_BALANCER.LAYER4_CLUSTER_ID),
                        row.find(LOAD_BALANCER.LAYER7_CLUSTER_ID),
                        row.find(LOAD_BALANCER.LAYER4_CLUSTER_EXCLUSIVE),
                        row.find(LOAD_BALANCER.LAYER7_CLUSTER_EXCLUSIVE)),
                Instant.ofEpochMilli(row.get(LOAD_BALANCER.CREATED_AT)),
                Lifecycle.parse(row.get(LOAD_BALANCER.BASE_STATUS), row.find(LOAD_BALANCER.CHANGE)));
    }

    private static String written(List<Tag> tags) {
        try {
            return JSON.writeValueAsString(tags);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tags cannot be written", e);
        }
    }

    private static List<Tag> tags(String tags) {
        try {
            return tags.equals("[]") ? List.of() : List.copyOf(JSON.readValue(tags, TAGS));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored tags cannot be read: " + tags, e);
        }
    }
}
