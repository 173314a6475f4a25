package dev.blb.emulator.neighbour;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.BackendStore;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.certificate.Certificates;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.securitygroup.EnterpriseSecurityGroups;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.SecurityGroupStore;
import dev.blb.emulator.securitygroup.SecurityGroups;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.ReferenceKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an account's load balancers and machines use, as a transaction sees them. */
public final class InUse {
    private static final String BALANCER = "load balancer ";
    private static final String MACHINE = "machine ";

    /** How the users of each kind of thing are found. */
    private static final Map<String, Finder> FINDERS = Map.of(
            Vpcs.KIND.plural(), InUse::ofVpcs,
            Subnets.KIND.plural(), InUse::ofSubnets,
            Machines.KIND.plural(), InUse::ofMachines,
            SecurityGroups.KIND.plural(), (uses, users) -> uses.ofGroups(users, GroupKind.ORDINARY),
            EnterpriseSecurityGroups.KIND.plural(), (uses, users) -> uses.ofGroups(users, GroupKind.ENTERPRISE),
            Certificates.KIND.plural(), InUse::ofCertificates,
            Eips.KIND.plural(), InUse::ofEips);

    private final AccountWorld world;
    private final Tx tx;
    private final List<LoadBalancer> stored;
    private final List<LoadBalancer> balancers;

    /** The uses in this account; with the empty text, those by what is declared for every account. */
    public InUse(AccountWorld world, Tx tx) {
        this.world = world;
        this.tx = tx;
        this.stored = world.account().isEmpty() ? List.of() : new InstanceStore(tx).all(world.account());
        this.balancers = stored.stream()
                .filter(instance -> !instance.lifecycle().isReleased())
                .toList();
    }

    /** The load balancers that are not released. */
    public List<LoadBalancer> balancers() {
        return balancers;
    }

    /** The load balancer that has an EIP. */
    public Optional<LoadBalancer> withEip(String eip) {
        return balancers.stream()
                .filter(instance -> eip.equals(instance.place().eip()))
                .findFirst();
    }

    /** The addresses in a subnet that machines have, and load balancers, also released ones that are still shown. */
    public Set<String> addresses(String subnetId, Instant now) {
        Set<String> taken = Machines.addressesIn(world, subnetId);
        stored.stream()
                .filter(instance -> !instance.lifecycle().isGone(now))
                .map(LoadBalancer::place)
                .filter(place -> place.network().subnetId().equals(subnetId))
                .forEach(place -> taken.add(place.address()));
        return taken;
    }

    /** The load balancers whose listeners name a certificate, by its id. */
    public SortedMap<String, Set<String>> certificates() {
        Users users = new Users();
        if (balancers.isEmpty()) {
            return users.byId;
        }
        new ListenerStore(tx)
                .all(balancers.stream().map(LoadBalancer::blbId).toList())
                .forEach(listener -> listener.settings().tls().stream()
                        .flatMap(tls -> tls.certIds().stream())
                        .forEach(id -> users.add(id, listener.blbId())));
        return users.byId;
    }

    /** What names a thing, in words such as {@code load balancer lb-1}. */
    public Set<String> users(ReferenceKind kind, String id) {
        return users(kind).getOrDefault(id, Set.of());
    }

    /** The same by the ids of all things of a kind that are named. */
    public SortedMap<String, Set<String>> users(ReferenceKind kind) {
        Users users = new Users();
        Optional.ofNullable(FINDERS.get(kind.plural()))
                .orElseThrow(() -> new IllegalArgumentException("who uses " + kind.plural() + " is not known"))
                .find(this, users);
        return users.byId;
    }

    /** The kinds whose users are known, by their names in paths. */
    public static Set<String> kinds() {
        return FINDERS.keySet();
    }

    private void ofVpcs(Users users) {
        balancers.forEach(each -> users.add(each.place().network().vpcId(), BALANCER + each.blbId()));
        machines(users, machine -> machine.optionalText("vpcId").stream());
        // Its default group goes with it.
        world.declared(SecurityGroups.KIND)
                .forEach((id, group) -> group.optionalText("vpcId")
                        .filter(vpcId -> !id.equals(SecurityGroups.defaultOf(vpcId)))
                        .ifPresent(vpcId -> users.add(vpcId, "security group " + id)));
    }

    private void ofSubnets(Users users) {
        balancers.forEach(each -> users.add(each.place().network().subnetId(), BALANCER + each.blbId()));
        machines(users, machine -> machine.optionalText("subnetId").stream());
    }

    private void ofMachines(Users users) {
        Set<String> there = balancers.stream().map(LoadBalancer::blbId).collect(Collectors.toSet());
        new BackendStore(tx)
                .allOf(world.account()).stream()
                        .filter(backend -> there.contains(backend.blbId()))
                        .forEach(backend -> users.add(backend.instanceId(), BALANCER + backend.blbId()));
        world.declared(Eips.KIND)
                .forEach((address, eip) ->
                        eip.filledText("instanceId").ifPresent(id -> users.add(id, "EIP " + address)));
    }

    private void ofCertificates(Users users) {
        certificates().forEach((id, blbIds) -> blbIds.forEach(blbId -> users.add(id, BALANCER + blbId)));
    }

    private void ofEips(Users users) {
        balancers.forEach(each ->
                Optional.ofNullable(each.place().eip()).ifPresent(eip -> users.add(eip, BALANCER + each.blbId())));
        world.declared(Eips.KIND)
                .forEach((address, eip) ->
                        eip.filledText("instanceId").ifPresent(id -> users.add(address, MACHINE + id)));
    }

    private void ofGroups(Users users, GroupKind groups) {
        Set<String> there = balancers.stream().map(LoadBalancer::blbId).collect(Collectors.toSet());
        new SecurityGroupStore(tx).allOf(world.account(), groups).forEach((blbId, ids) -> {
            if (there.contains(blbId)) {
                ids.forEach(id -> users.add(id, BALANCER + blbId));
            }
        });
        machines(users, machine -> machine.texts(groups.parameter()).stream());
    }

    private void machines(Users users, Function<Members, Stream<String>> named) {
        world.declared(Machines.KIND)
                .forEach((id, machine) -> named.apply(machine).forEach(each -> users.add(each, MACHINE + id)));
    }

    @FunctionalInterface
    private interface Finder {
        void find(InUse uses, Users users);
    }

    /** Who uses things, by the id of each. */
    private static final class Users {
        private final SortedMap<String, Set<String>> byId = new TreeMap<>();

        void add(String id, String user) {
            byId.computeIfAbsent(id, key -> new TreeSet<>()).add(user);
        }
    }
}
