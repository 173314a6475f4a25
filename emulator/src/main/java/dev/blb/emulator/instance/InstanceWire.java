package dev.blb.emulator.instance;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.blb.emulator.instance.Lifecycle.View;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.schema.Paging.Page;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers about instances. Absent members are null here and left out on the wire, unless marked as always there. */
public final class InstanceWire {
    private InstanceWire() {}

    /** The answer to a create call. */
    public record Created(
            String blbId,
            String name,
            String desc,
            String address,
            @Nullable String ipv6) {
        static Created of(LoadBalancer instance) {
            String ipv6 = instance.place().ipv6();
            return new Created(
                    instance.blbId(),
                    instance.labels().name(),
                    instance.labels().desc(),
                    instance.place().address(),
                    ipv6.isEmpty() ? null : ipv6);
        }
    }

    /**
     * What list and detail have in common. Tags are null when there are none [seed]; a shared instance shows no performance
     * level [tf].
     */
    record Common(
            String blbId,
            String name,
            String desc,
            String address,
            String status,
            String vpcId,
            String subnetId,
            @Nullable String publicIp,
            @Nullable String eipRouteType,
            @JsonInclude(ALWAYS) @Nullable List<Tag> tags,
            boolean allowDelete,
            boolean allowModify,
            String modificationProtectionReason,
            String paymentTiming,
            @Nullable String billingMethod,
            @Nullable String expireTime,
            @Nullable String performanceLevel,
            @Nullable String layer4ClusterId,
            @Nullable String layer7ClusterId,
            @Nullable Boolean layer4ClusterExclusive,
            @Nullable Boolean layer7ClusterExclusive) {
        static Common of(LoadBalancer instance, View view, AccountWorld world, Instant now) {
            LoadBalancer.Place place = instance.place();
            Billing billing = instance.billing().asOf(now);
            return new Common(
                    instance.blbId(),
                    instance.labels().name(),
                    instance.labels().desc(),
                    place.address(),
                    instance.lifecycle()
                            .status(view, now)
                            .orElse(instance.lifecycle().base()),
                    place.network().vpcId(),
                    place.network().subnetId(),
                    place.eip(),
                    place.eip() == null ? null : Eips.routeType(world, place.eip()),
                    instance.labels().tags().isEmpty()
                            ? null
                            : instance.labels().tags(),
                    instance.protection().allowDelete(),
                    instance.protection().allowModify(),
                    instance.protection().reason(),
                    billing.paymentTiming(),
                    billing.billingMethod(),
                    billing.expiresAt() == null ? null : time(billing.expiresAt()),
                    billing.performanceLevel(),
                    instance.cluster().layer4Id(),
                    instance.cluster().layer7Id(),
                    instance.cluster().layer4Exclusive(),
                    instance.cluster().layer7Exclusive());
        }
    }

    /**
     * A row of the instance list.
     *
     * @param type {@code normal} or {@code ipv6}: these values are an assumption, that there is a type is known [n14]
     * @param underlayVip read by [cloudrec]; what it holds is unknown, it is empty (assumption)
     */
    record Line(@JsonUnwrapped Common common, String type, String underlayVip) {
        static Line of(LoadBalancer instance, AccountWorld world, Instant now) {
            return new Line(
                    Common.of(instance, View.LIST, world, now), instance.place().ipType(), "");
        }
    }

    /** A page of the instance list. */
    record BlbList(
            List<Line> blbList,
            String marker,
            @JsonInclude(ALWAYS) @Nullable String nextMarker,
            boolean isTruncated,
            int maxKeys) {
        static BlbList of(Page<LoadBalancer> page, AccountWorld world, Instant now) {
            List<Line> views =
                    page.items().stream().map(each -> Line.of(each, world, now)).toList();
            return new BlbList(views, page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys());
        }
    }

    /** A listener as the detail call shows it; its port is a text there [go][java2]. */
    record ListenerLine(String port, String type, String description) {}

    /** The answer to a detail call. */
    record Detail(
            @JsonUnwrapped Common common,
            String cidr,
            String vpcName,
            String createTime,
            List<ListenerLine> listener,
            boolean supportAcl,
            String ipv6) {
        static Detail of(LoadBalancer instance, List<ListenerLine> listeners, AccountWorld world, Instant now) {
            return new Detail(
                    Common.of(instance, View.DETAIL, world, now),
                    Vpcs.cidr(world, instance.place().network().vpcId()).toString(),
                    Vpcs.name(world, instance.place().network().vpcId()),
                    time(instance.identity().createdAt()),
                    listeners,
                    instance.supportAcl(),
                    instance.place().ipv6());
        }
    }

    /** An instant on the wire: ISO 8601 in UTC with seconds and Z [doc:interface-spec]. */
    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
