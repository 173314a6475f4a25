package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.db.Source;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Ipv6;
import dev.blb.emulator.schema.Schema;
import java.time.Instant;

/** An instance in a world's document: the members of a create call, and the state that it had while it ran. */
final class InstanceDocument {
    private InstanceDocument() {}

    /** What a document has of an instance beside the members of a create call; with {@code state} it is restored as it was. */
    static final Schema MORE = Schema.of(
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
                    DelayDocument.field()));

    /** The members of an instance at a time. */
    static ObjectNode of(LoadBalancer instance, Instant now) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        InstanceRow.TABLE.show(instance.with(instance.lifecycle().current(now)), members);
        // Without state a document is an order, whose members say what the state says, too.
        if (!instance.place().isIpv6Only() && !instance.place().ipv6().isEmpty()) {
            members.put("allocateIpv6", true);
        }
        Integer renewal = instance.billing().autoRenewMonths();
        if (renewal != null) {
            InstanceRules.showAutoRenewal(renewal, members);
        }
        Instant expiresAt = instance.billing().expiresAt();
        if (expiresAt != null) {
            members.withObjectProperty("billing")
                    .putObject("reservation")
                    .put(
                            "reservationLength",
                            InstanceRules.reservation(instance.identity().createdAt(), expiresAt));
        }
        return members;
    }

    /** Replaces what older emulators wrote otherwise. */
    static void upgrade(ObjectNode members) {
        DelayDocument.upgrade(members);
        if (!(members.get("state") instanceof ObjectNode state)) {
            return;
        }
        for (String name : new String[] {"address", "eip"}) {
            if (members.path(name).isTextual()
                    && !members.path(name).textValue().contains(":")) {
                members.put(name, Cidr.canonical(members.path(name).textValue()));
            }
        }
        Ipv6.canonical(state.path("ipv6").asText()).ifPresent(ipv6 -> {
            state.put("ipv6", ipv6);
            if (members.path("type").asText().equals(LoadBalancer.Place.IPV6)
                    && !members.path("address").asText().contains(":")) {
                // They gave such an instance an IPv4 address, too, and showed that one.
                members.put("address", ipv6);
            }
        });
    }

    /**
     * The instance that ran, out of its members.
     *
     * @param account whose it is
     * @param members the checked members of a create call and of {@link #MORE}, with {@code state}
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    static LoadBalancer read(String account, Members members) {
        String address = members.filledText("address").orElse("");
        boolean ipv6Only = members.text("type").equals(LoadBalancer.Place.IPV6);
        boolean allowed = ipv6Only
                ? Ipv6.canonical(address).filter(address::equals).isPresent()
                : Cidr.number(address).isPresent();
        if (!allowed) {
            throw INVALID_PARAMETER.at(
                    "address",
                    "is \"%s\"; allowed with state is %s",
                    address,
                    ipv6Only ? Ipv6.ADDRESS_FORM + " in canonical spelling" : Cidr.ADDRESS_FORM);
        }
        for (String name : new String[] {"blbId", "name"}) {
            if (!members.has(name)) {
                throw INVALID_PARAMETER.at(name, "is absent; with state it is required");
            }
        }
        ObjectNode document = members.json().deepCopy();
        document.put("account", account);
        LoadBalancer instance = InstanceRow.read(Source.of(document));
        requireWhole(instance.billing());
        return instance;
    }

    private static void requireWhole(Billing billing) {
        InstanceRules.checkLevel(billing.performanceLevel(), billing.paymentTiming(), billing.billingMethod());
        boolean expires = billing.expiresAt() != null;
        boolean renews = billing.autoRenewMonths() != null;
        if (expires != billing.isPrepaid() || (!billing.isPrepaid() && (billing.pending() != null || renews))) {
            throw INVALID_PARAMETER.at(
                    "state.expireTime",
                    "is %s with paymentTiming %s; Prepaid has it, Postpaid has neither it nor"
                            + " autoRenewMonths nor pendingChange",
                    expires ? String.valueOf(billing.expiresAt()) : "absent",
                    billing.paymentTiming());
        }
    }

    /** The lifecycle that a document gives an instance. */
    static Lifecycle lifecycle(Members members) {
        return InstanceRow.lifecycle(Source.of(members.json()));
    }
}
