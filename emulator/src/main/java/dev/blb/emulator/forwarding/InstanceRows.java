package dev.blb.emulator.forwarding;

import dev.blb.emulator.backend.Backend;
import dev.blb.emulator.backend.ServerHealth.ListenerHealth;
import dev.blb.emulator.backend.ServerHealth.ServerLine;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.Listener;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.securitygroup.GroupKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A load balancer as it stands in the database, with the health of its servers.
 *
 * @param servers the servers in the order of the API
 * @param machines the registered addresses by the server's id
 * @param health the health of the servers behind each listener
 * @param groups the ids of the bound security groups
 */
public record InstanceRows(
        LoadBalancer instance,
        List<Listener> listeners,
        List<Backend> servers,
        Map<String, Machine> machines,
        List<ListenerHealth> health,
        Map<GroupKind, List<String>> groups) {
    /** The health of a server behind a listener; empty if it was attached while this was read. */
    Optional<ServerLine> health(Listener listener, String instanceId) {
        return health.stream()
                .filter(line -> line.listenerPort() == listener.port()
                        && line.type().equals(listener.protocol().name()))
                .flatMap(line -> line.backendServerList().stream())
                .filter(line -> line.instanceId().equals(instanceId))
                .findFirst();
    }

    /** Whether the health of any server changes with time alone. */
    boolean hasScripts() {
        return health.stream()
                .flatMap(line -> line.backendServerList().stream())
                .anyMatch(line -> line.decidedBy().startsWith("script"));
    }
}
