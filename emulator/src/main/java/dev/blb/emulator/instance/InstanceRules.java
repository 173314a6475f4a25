package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.LAST_OPERATION_NOT_FINISHED;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.api.ApiError.SERVICE_BLOCKED;
import static dev.blb.emulator.schema.Field.bytes;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.integerOf;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import dev.blb.emulator.api.StatusChange;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.Lifecycle.View;
import dev.blb.emulator.instance.PendingChange.Change;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.network.Ipv6;
import dev.blb.emulator.network.Ipv6Block;
import dev.blb.emulator.network.Network;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.DeclarationStore;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import dev.blb.emulator.world.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of instances: the fields of their requests, and what one field cannot say. */
public final class InstanceRules {
    /** The sizes in ascending order; {@code unlimited} is only postpaid by capacity unit [meta]. */
    public static final List<String> PERFORMANCE_LEVELS =
            List.of("small1", "small2", "medium1", "medium2", "large1", "large2", "large3", "unlimited");

    /** How many months an order may last [meta]. */
    private static final List<Integer> RESERVATIONS = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36);

    private InstanceRules() {}

    static final Schema NAMES = Schema.of(
            bytes("name", 1, 65)
                    .matching(
                            "[A-Za-z][A-Za-z0-9\\-_/.]*", "beginning with a letter, then letters, digits and - _ / ."),
            bytes("desc", 0, 450));

    static final Schema CREATE = NAMES.and(
                    Vpcs.KIND.id("vpcId").must(),
                    Subnets.KIND.id("subnetId").must(),
                    text("address").emptyIsAbsent(),
                    oneOf("type", "normal", LoadBalancer.Place.IPV6).or("normal"),
                    text("eip").emptyIsAbsent(),
                    Tag.FIELD,
                    object(
                            "billing",
                            billing(oneOf("paymentTiming", Billing.PREPAID, Billing.POSTPAID)
                                    .or(Billing.POSTPAID))),
                    performanceLevel(),
                    autoRenewLength(),
                    autoRenewTimeUnit(),
                    text("resourceGroupId").emptyIsAbsent(),
                    flag("allowDelete").or(true),
                    flag("allowModify").or(true),
                    characters("modificationProtectionReason", 0, 128).or(""),
                    flag("allocateIpv6"),
                    text("clusterProperty").withoutEffect("the Go SDK always sends it, no source says what it means"),
                    text("layer4ClusterId").emptyIsAbsent(),
                    text("layer7ClusterId").emptyIsAbsent(),
                    flag("layer4ClusterExclusive"),
                    flag("layer7ClusterExclusive"),
                    flag("allocateVip").withoutEffect("only the retired Kubernetes provider sends it"))
            .onlyBeside("autoRenewTimeUnit", "autoRenewLength");

    static final Schema UPDATE = NAMES.and(flag("allowDelete"), flag("allocateIpv6"));

    static final Schema ACL = Schema.of(flag("supportAcl").or(true), repeatedBlbId());

    static final Schema MODIFY_PROTECTION =
            Schema.of(flag("allowModify").must(), characters("modificationProtectionReason", 0, 128));

    static final Schema LIST_FILTER = Schema.of(
            text("address"),
            text("name"),
            text("blbId"),
            text("bccId"),
            flag("exactlyMatch"),
            oneOf("type", "normal", LoadBalancer.Place.IPV6).or("normal"));

    static final Schema DETAIL_FILTER = Schema.of(oneOf("type", "normal", LoadBalancer.Place.IPV6)
            .withoutEffect("the instance is found by its id, whatever its type"));

    /** The field that names a size. */
    public static Field performanceLevel() {
        return oneOf("performanceLevel", PERFORMANCE_LEVELS.toArray(String[]::new));
    }

    /** The field that names a way of billing. */
    public static Field billingMethod() {
        return oneOf("billingMethod", "BySpec", "ByCapacityUnit");
    }

    /** The members of a billing; the reservation is ignored with Postpaid [meta]. */
    public static Schema billing(Field paymentTiming) {
        return Schema.of(
                        paymentTiming,
                        billingMethod(),
                        object("reservation", reservationLength(), reservationTimeUnit()))
                .onlyWith("reservation", paymentTiming.name(), Billing.PREPAID);
    }

    /** The field that says for how many months. */
    public static Field reservationLength() {
        return integerOf("reservationLength", RESERVATIONS);
    }

    /** The field that says by how much to renew. */
    public static Field autoRenewLength() {
        return integer("autoRenewLength", 1, 9);
    }

    /** The unit of {@link #autoRenewLength()}. */
    public static Field autoRenewTimeUnit() {
        return oneOf("autoRenewTimeUnit", "month", "year").anyCase().or("month");
    }

    /** The months of the shortest reservation from one time to another or later; those of the longest if it ends before. */
    static int reservation(Instant from, Instant to) {
        return RESERVATIONS.stream()
                .filter(months -> !Billing.plusMonths(from, months).isBefore(to))
                .findFirst()
                .orElse(RESERVATIONS.get(RESERVATIONS.size() - 1));
    }

    /** The unit of {@link #reservationLength()}. */
    public static Field reservationTimeUnit() {
        return oneOf("reservationTimeUnit", "month").anyCase().or("month");
    }

    /**
     * The address that a create call asks for, in the spelling in which it is kept.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if it is no address of the instance's type, or outside a
     *     declared subnet
     */
    static String address(String wanted, String ipType, AccountWorld here, Network network) {
        if (ipType.equals(LoadBalancer.Place.IPV6)) {
            String address = Ipv6.canonical(wanted)
                    .orElseThrow(() -> INVALID_PARAMETER.at(
                            "address", "is \"%s\"; with type ipv6 allowed is %s", wanted, Ipv6.ADDRESS_FORM));
            Ipv6Block.ofSubnet(here, network.subnetId())
                    .filter(block -> !block.has(address))
                    .ifPresent(block -> {
                        throw INVALID_PARAMETER.at(
                                "address",
                                "is \"%s\"; allowed is an address of %s, the IPv6 block of subnet %s",
                                wanted,
                                block,
                                network.subnetId());
                    });
            return address;
        }
        Cidr subnet = Subnets.cidr(here, network.subnetId());
        // A derived subnet has no boundary that a user could know.
        boolean allowed = here.isDeclared(Subnets.KIND, network.subnetId())
                ? subnet.hasHost(wanted)
                : Cidr.number(wanted).isPresent();
        if (!allowed) {
            throw INVALID_PARAMETER.at(
                    "address",
                    "is \"%s\"; allowed is %s, inside subnet %s (%s)",
                    wanted,
                    Cidr.ADDRESS_FORM,
                    network.subnetId(),
                    subnet);
        }
        return wanted;
    }

    /** The old Java SDK repeats the path's id in the body [b9]. */
    public static Field repeatedBlbId() {
        return repeatedId("blbId");
    }

    /** The old Java SDK repeats the path's id in the body, as the member of this name [b9]. */
    public static Field repeatedId(String name) {
        return ignored(name, "the old Java SDK repeats the id of the path; the path counts");
    }

    /** The length of automatic renewal in months. A year's number is 1 to 3 [meta]. */
    public static int autoRenewMonths(Members body, int length) {
        boolean years = body.text("autoRenewTimeUnit").equals("year");
        if (years && length > 3) {
            throw INVALID_PARAMETER.at(
                    "autoRenewLength", "is %d; with autoRenewTimeUnit year, 1 to 3 is allowed", length);
        }
        return years ? 12 * length : length;
    }

    /** Writes the members from which {@link #autoRenewMonths} gives these months; the next number above where a call cannot say them. */
    static void showAutoRenewal(int months, ObjectNode members) {
        boolean years = months > 9;
        members.put("autoRenewLength", years ? (months + 11) / 12 : months);
        members.put("autoRenewTimeUnit", years ? "year" : "month");
    }

    /** Unlimited goes only with postpaid by capacity unit [meta]. */
    public static void checkLevel(@Nullable String level, String paymentTiming, @Nullable String billingMethod) {
        if ("unlimited".equals(level)
                && (paymentTiming.equals(Billing.PREPAID) || !"ByCapacityUnit".equals(billingMethod))) {
            throw INVALID_PARAMETER.at(
                    "performanceLevel",
                    "is \"unlimited\", which is allowed only with paymentTiming Postpaid and"
                            + " billingMethod ByCapacityUnit; given are %s and %s",
                    paymentTiming,
                    billingMethod == null ? "no billingMethod" : billingMethod);
        }
    }

    /** Refuses what cannot be ordered together: a level that does not go with the billing, prepaid by capacity unit. */
    public static void checkBilling(@Nullable String level, String paymentTiming, @Nullable String billingMethod) {
        checkLevel(level, paymentTiming, billingMethod);
        if (paymentTiming.equals(Billing.PREPAID) && "ByCapacityUnit".equals(billingMethod)) {
            throw INVALID_PARAMETER.at(
                    "billing.billingMethod",
                    "is \"ByCapacityUnit\"; with billing.paymentTiming Prepaid only BySpec is allowed");
        }
    }

    /** The billing that a create call orders. */
    static Billing ordered(Members body, Instant now) {
        Members billing = body.object("billing");
        String timing = billing.optionalText("paymentTiming").orElse(Billing.POSTPAID);
        String method = billing.optionalText("billingMethod").orElse(null);
        String level = body.optionalText("performanceLevel").orElse(null);
        checkBilling(level, timing, method);
        if (timing.equals(Billing.POSTPAID)) {
            if (body.has("autoRenewLength")) {
                throw INVALID_PARAMETER.at(
                        "autoRenewLength",
                        "is %d; it is allowed only with billing.paymentTiming Prepaid",
                        body.integer("autoRenewLength"));
            }
            return new Billing(timing, method, level, null, null, null);
        }
        int months = billing.object("reservation")
                .optionalInteger("reservationLength")
                .orElseThrow(() -> MISSING_PARAMETER.at(
                        "billing.reservation.reservationLength",
                        "is required with billing.paymentTiming Prepaid: one of" + " %s months",
                        RESERVATIONS));
        Integer renew = body.has("autoRenewLength") ? autoRenewMonths(body, body.integer("autoRenewLength")) : null;
        return new Billing(timing, method, level, Billing.plusMonths(now, months), renew, null);
    }

    /**
     * Locks the instance of a write call, refuses the call if the status forbids it, and moves the instance to
     * {@code updating} if the operation does that.
     *
     * @throws dev.blb.emulator.api.ApiException InstanceNotFound; LastOperationNotFinished while creating or updating;
     *     ServiceBlocked while paused or unavailable, unless the instance is released (assumption [m6])
     */
    public static LoadBalancer lockForWrite(Call call, Tx tx) {
        InstanceStore instances = new InstanceStore(tx);
        LoadBalancer instance = instances.lock(call.account(), call.blbId());
        Lifecycle lifecycle = instance.lifecycle();
        String status =
                lifecycle.status(View.DETAIL, call.now()).orElseThrow(() -> InstanceStore.notFound(instance.blbId()));
        if (lifecycle.isBusy(call.now())) {
            throw LAST_OPERATION_NOT_FINISHED.with(
                    "Load balancer %s is %s%s.",
                    instance.blbId(), status, status.equals(lifecycle.base()) ? ", but not ready for a write" : "");
        }
        if (!status.equals(Lifecycle.AVAILABLE) && call.operation() != Operation.RELEASE_BLB) {
            throw SERVICE_BLOCKED.with(
                    "Load balancer %s is %s; only releasing it is allowed.", instance.blbId(), status);
        }
        LoadBalancer current = instance.with(instance.billing().asOf(call.now()));
        if (call.operation().effect() != Effect.UPDATE || call.delay().equals(ConsistencyDelay.NONE)) {
            call.statusChanges().accept(new StatusChange(call.blbId(), status, status));
            return current;
        }
        LoadBalancer updating = current.with(lifecycle.after(Change.UPDATED, call.delay()));
        call.statusChanges().accept(new StatusChange(call.blbId(), status, shown(updating, call)));
        instances.update(updating);
        return updating;
    }

    /**
     * The instance that a read names, if the detail view shows it. The read is counted, see {@link ReadCountStore}.
     *
     * @throws dev.blb.emulator.api.ApiException InstanceNotFound
     */
    public static LoadBalancer visible(Call call, Tx tx) {
        LoadBalancer instance = new InstanceStore(tx).require(call.account(), call.blbId());
        requireVisible(instance, call, tx);
        return instance;
    }

    /** Refuses a call if its view does not show the instance. */
    static void requireVisible(LoadBalancer instance, Call call, Tx tx) {
        if (!new ReadCountStore(tx).isShown(instance, View.DETAIL, call.now())) {
            throw InstanceStore.notFound(instance.blbId());
        }
    }

    /**
     * Releases an instance that was locked: removes it at once, or marks it as released until no view shows it any more. Its EIP stays;
     * one that nobody declared is declared now.
     *
     * @param here what the instance's account sees
     */
    public static void release(LoadBalancer instance, AccountWorld here, Call call, Tx tx) {
        String eip = instance.place().eip();
        if (eip != null && !here.isDeclared(Eips.KIND, eip)) {
            new DeclarationStore(tx).put(new Declaration(instance.account(), Eips.KIND.plural(), eip, Eips.madeUp()));
        }
        InstanceStore instances = new InstanceStore(tx);
        String before = shown(instance, call);
        if (call.delay().equals(ConsistencyDelay.NONE)) {
            instances.delete(instance);
            call.statusChanges().accept(new StatusChange(instance.blbId(), before, ""));
        } else {
            LoadBalancer released = instance.with(instance.lifecycle().after(Change.RELEASED, call.delay()));
            instances.release(released, call.now());
            call.statusChanges().accept(new StatusChange(instance.blbId(), before, shown(released, call)));
        }
    }

    /** The status that calls which name the instance show at the time of a call; the empty text if they do not show it. */
    static String shown(LoadBalancer instance, Call call) {
        return instance.lifecycle().status(View.DETAIL, call.now()).orElse("");
    }

    /** Deletion protection. The code is an assumption [m1]. */
    public static void checkDeletable(LoadBalancer instance) {
        if (!instance.protection().allowDelete()) {
            throw ApiError.ACCESS_DENIED.with(
                    "Load balancer %s is protected: allowDelete is false. Set it to true first.", instance.blbId());
        }
    }
}
