package dev.blb.emulator.forwarding;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Backend;
import dev.blb.emulator.backend.BackendStore;
import dev.blb.emulator.backend.ServerHealth;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.SecurityGroupStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the plans of a load balancer's listeners are made of, read from the database. */
public final class PlanStore {
    /** How many probes of each server are read: the newest one explains its state. */
    private static final int PROBES = 1;

    private final Tx tx;
    private final ProbeEngine engine;

    /** The state as this transaction sees it, with what this engine's probes found out. */
    public PlanStore(Tx tx, ProbeEngine engine) {
        this.tx = tx;
        this.engine = engine;
    }

    /** The ids of all load balancers of an account, or of all for the empty text, released ones included. */
    public List<String> ids(String account) {
        return new InstanceStore(tx)
                .all(account).stream().map(LoadBalancer::blbId).toList();
    }

    /** Everything about a load balancer that its plans depend on; empty if there is none of this id. */
    public Optional<InstanceRows> read(String blbId, Instant now) {
        return new InstanceStore(tx).all(List.of(blbId)).stream().findFirst().map(instance -> {
            SecurityGroupStore groups = new SecurityGroupStore(tx);
            List<Backend> servers = new BackendStore(tx).all(blbId);
            return new InstanceRows(
                    instance,
                    new ListenerStore(tx).all(blbId),
                    servers,
                    servers.isEmpty()
                            ? Map.of()
                            : new MachineStore(tx)
                                    .of(
                                            instance.account(),
                                            servers.stream()
                                                    .map(Backend::instanceId)
                                                    .toList()),
                    new ServerHealth(tx, engine, now).timelines(instance.account(), blbId, PROBES),
                    Stream.of(GroupKind.values())
                            .collect(Collectors.toMap(kind -> kind, kind -> groups.bound(blbId, kind))));
        });
    }
}
