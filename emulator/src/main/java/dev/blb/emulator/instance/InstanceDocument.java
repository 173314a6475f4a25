package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.Cidr;
import dev.blb.emulator.world.World.Network;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An instance in a world's document: the members of a create call, and what came about while it ran. */
public final class InstanceDocument {
    private InstanceDocument() {}

    /** What a document says of an instance beside the members of a create call; {@code state} makes it as it was. */
    public static final Schema MORE = Schema.of(
            text("blbId").matching("lb-[A-Za-z0-9-]{1,60}", "beginning with lb-, then letters, digits and -"),
            flag("supportAcl").or(false),
            oneOf("status", Lifecycle.AVAILABLE, "paused", "unavailable").or(Lifecycle.AVAILABLE),
            object(
                    "state",
                    integer("ordinal", 1, Integer.MAX_VALUE).must(),
                    time("createTime").must(),
                    characters("ipv6", 0, 45).or(""),
                    time("expireTime"),
                    integer("autoRenewMonths", 1, 36),
                    object("pendingChange", InstanceRules.billingMethod().must(), InstanceRules.performanceLevel()),
                    // What was done last, and when it is settled, writable, seen in detail and seen in lists.
                    text("change")
                            .matching(
                                    "(CREATED|UPDATED|RELEASED)( (\\d{1,18}|9223372036854775807)/\\d{1,9}){4}",
                                    "CREATED, UPDATED or RELEASED and four moments: milliseconds/reads")));

    /** The members of an instance at a time. */
    public static ObjectNode of(LoadBalancer instance, Instant now) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        Place place = instance.place();
        members.put("blbId", instance.blbId())
                .put("name", instance.name())
                .put("desc", instance.desc())
                .put("vpcId", place.network().vpcId())
                .put("subnetId", place.network().subnetId())
                .put("address", place.address())
                .put("type", place.ipType());
        putText(members, "eip", place.eip());
        if (!instance.tags().isEmpty()) {
            var tags = members.putArray("tags");
            instance.tags()
                    .forEach(tag -> tags.addObject().put("tagKey", tag.tagKey()).put("tagValue", tag.tagValue()));
        }
        members.put("allowDelete", instance.protection().allowDelete())
                .put("allowModify", instance.protection().allowModify())
                .put("modificationProtectionReason", instance.protection().reason())
                .put("supportAcl", instance.supportAcl())
                .put("status", instance.lifecycle().base());
        Billing billing = instance.billing();
        putText(
                members.putObject("billing").put("paymentTiming", billing.paymentTiming()),
                "billingMethod",
                billing.billingMethod());
        putText(members, "performanceLevel", billing.performanceLevel());
        putText(members, "layer4ClusterId", instance.cluster().layer4Id());
        putText(members, "layer7ClusterId", instance.cluster().layer7Id());
        putFlag(members, "layer4ClusterExclusive", instance.cluster().layer4Exclusive());
        putFlag(members, "layer7ClusterExclusive", instance.cluster().layer7Exclusive());
        ObjectNode state = members.putObject("state")
                .put("ordinal", instance.ordinal())
                .put("createTime", instance.createdAt().toString())
                .put("ipv6", place.ipv6());
        if (billing.expiresAt() != null) {
            state.put("expireTime", billing.expiresAt().toString());
        }
        if (billing.autoRenewMonths() != null) {
            state.put("autoRenewMonths", billing.autoRenewMonths());
        }
        if (billing.pending() != null) {
            putText(
                    state.putObject("pendingChange")
                            .put("billingMethod", billing.pending().billingMethod()),
                    "performanceLevel",
                    billing.pending().performanceLevel());
        }
        Lifecycle lifecycle = instance.lifecycle();
        if (lifecycle.change() == Lifecycle.Change.RELEASED || !lifecycle.lag().over(now)) {
            putText(state, "change", lifecycle.changeText());
        }
        return members;
    }

    /**
     * The instance that ran, out of its members.
     *
     * @param create the checked members of a create call
     * @param more the checked members of {@link #MORE}
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public static LoadBalancer read(String account, Members create, Members more) {
        Members state = more.object("state");
        String address = create.filledText("address").orElse("");
        if (Cidr.number(address).isEmpty()) {
            throw INVALID_PARAMETER.at("address", "is \"%s\"; allowed with state is %s", address, Cidr.ADDRESS_FORM);
        }
        String blbId = more.optionalText("blbId")
                .orElseThrow(() -> INVALID_PARAMETER.at("blbId", "is absent; with state it is required"));
        return new LoadBalancer(
                blbId,
                account,
                state.integer("ordinal"),
                create.filledText("name")
                        .orElseThrow(() -> INVALID_PARAMETER.at("name", "is absent; with state it is required")),
                create.optionalText("desc").orElse(""),
                new Place(
                        new Network(create.text("vpcId"), create.text("subnetId")),
                        address,
                        create.text("type"),
                        state.text("ipv6"),
                        create.filledText("eip").orElse(null)),
                InstanceRules.tags(create),
                InstanceRules.protection(create),
                more.flag("supportAcl"),
                billing(create, state),
                InstanceRules.cluster(create),
                time("state.createTime", state.text("createTime")),
                lifecycle(more));
    }

    /** The lifecycle that a document gives an instance. */
    public static Lifecycle lifecycle(Members more) {
        return Lifecycle.parse(
                more.text("status"), more.object("state").optionalText("change").orElse(null));
    }

    private static Billing billing(Members create, Members state) {
        Members billing = create.object("billing");
        String timing = billing.optionalText("paymentTiming").orElse(Billing.POSTPAID);
        String method = billing.optionalText("billingMethod").orElse(null);
        String level = create.optionalText("performanceLevel").orElse(null);
        InstanceRules.checkLevel(level, timing, method);
        Optional<Instant> expires = state.optionalText("expireTime").map(text -> time("state.expireTime", text));
        Members pending = state.object("pendingChange");
        boolean prepaid = timing.equals(Billing.PREPAID);
        if (expires.isPresent() != prepaid
                || (!prepaid && (pending.has("billingMethod") || state.has("autoRenewMonths")))) {
            throw INVALID_PARAMETER.at(
                    "state.expireTime",
                    "is %s with paymentTiming %s; Prepaid has it, Postpaid has neither it nor"
                            + " autoRenewMonths nor pendingChange",
                    expires.map(Instant::toString).orElse("absent"),
                    timing);
        }
        return new Billing(
                timing,
                method,
                level,
                expires.orElse(null),
                state.has("autoRenewMonths") ? state.integer("autoRenewMonths") : null,
                pending.has("billingMethod")
                        ? new Billing.Pending(
                                pending.text("billingMethod"),
                                pending.optionalText("performanceLevel").orElse(null))
                        : null);
    }

    /** The field of an instant. */
    public static Field time(String name) {
        return text(name)
                .matching(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z",
                        "a time such as 2026-01-31T10:00:00Z");
    }

    /** The instant of a text that such a field let through. */
    public static Instant time(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw INVALID_PARAMETER.at(name, "is \"%s\"; allowed is a time such as 2026-01-31T10:00:00Z", text);
        }
    }

    private static void putText(ObjectNode members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    private static void putFlag(ObjectNode members, String name, @Nullable Boolean value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
