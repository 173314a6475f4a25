package dev.blb.emulator.neighbour;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.world.AccountWorld;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an account's load balancers and machines use, as a transaction sees them. */
public final class InUse {
    private final AccountWorld world;
    private final List<LoadBalancer> balancers;

    /** The uses in this account. */
    public InUse(AccountWorld world, Tx tx) {
        this.world = world;
        this.balancers = new InstanceStore(tx)
                .all(world.account()).stream()
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

    /** The addresses in a subnet that load balancers and machines have. */
    public Set<String> addresses(String subnetId) {
        Set<String> taken = Machines.addressesIn(world, subnetId);
        balancers.stream()
                .map(LoadBalancer::place)
                .filter(place -> place.network().subnetId().equals(subnetId))
                .forEach(place -> taken.add(place.address()));
        return taken;
    }
}
