package dev.blb.emulator.backend;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.Listener;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine.Wanted;
import dev.blb.emulator.probe.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which servers behind which listeners shall be probed: those of registered machines. */
public final class TargetStore {
    private final Tx tx;

    /** The targets as this transaction sees them. */
    public TargetStore(Tx tx) {
        this.tx = tx;
    }

    /** All targets at a time, in a fixed number of queries: of instances that are not released and gone. */
    public Wanted wanted(Instant now) {
        List<Machine> machines = new MachineStore(tx).all("");
        if (machines.isEmpty()) {
            return new Wanted(false, List.of());
        }
        Map<String, Map<String, Machine>> byIdAndAccount = new HashMap<>();
        machines.forEach(machine -> byIdAndAccount
                .computeIfAbsent(machine.instanceId(), id -> new HashMap<>())
                .put(machine.account(), machine));
        List<Backend> backends = new BackendStore(tx).ofMachines(byIdAndAccount.keySet());
        Set<String> blbIds = backends.stream().map(Backend::blbId).collect(Collectors.toSet());
        Map<String, String> accounts = accounts(blbIds, now);
        Map<String, List<Listener>> listeners =
                new ListenerStore(tx).all(blbIds).stream().collect(Collectors.groupingBy(Listener::blbId));
        List<Target> targets = new ArrayList<>();
        for (Backend backend : backends) {
            if (!accounts.containsKey(backend.blbId())) {
                continue;
            }
            Map<String, Machine> known = byIdAndAccount.getOrDefault(backend.instanceId(), Map.of());
            Optional.ofNullable(known.get(accounts.getOrDefault(backend.blbId(), "")))
                    .or(() -> Optional.ofNullable(known.get("")))
                    .ifPresent(machine -> listeners
                            .getOrDefault(backend.blbId(), List.of())
                            .forEach(listener -> targets.add(ServerHealth.target(machine, listener, backend))));
        }
        return new Wanted(true, targets);
    }

    private Map<String, String> accounts(Set<String> blbIds, Instant now) {
        return new InstanceStore(tx)
                .all(blbIds).stream()
                        .filter(instance -> !instance.lifecycle().isGone(now))
                        .collect(Collectors.toMap(LoadBalancer::blbId, LoadBalancer::account));
    }
}
