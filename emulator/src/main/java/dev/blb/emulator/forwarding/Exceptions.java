package dev.blb.emulator.forwarding;

import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE_FAIL_OPEN;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE_HASH_ZERO;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.Switch;
import dev.blb.emulator.traffic.Scheduler;
import dev.blb.emulator.traffic.ServerPlan;
import java.util.List;

/**
 * Rules about which servers get traffic that the sources contradict, as settings decide them.
 *
 * @param failsOpen whether a listener none of whose servers is Alive forwards to all of them
 * @param hashTakesZero whether the scheduler Hash forwards to servers of weight 0
 */
public record Exceptions(boolean failsOpen, boolean hashTakesZero) {
    /** As these settings decide. */
    public static Exceptions of(Settings settings) {
        return new Exceptions(
                settings.get(DATA_PLANE_FAIL_OPEN) == Switch.ON, settings.get(DATA_PLANE_HASH_ZERO) == Switch.ON);
    }

    List<ServerPlan> apply(List<ServerPlan> servers, Scheduler scheduler) {
        boolean takesZero = hashTakesZero && scheduler == Scheduler.SOURCE_HASH;
        boolean noneAlive = servers.stream().noneMatch(server -> server.health().equals("Alive"));
        return servers.stream()
                .map(server -> {
                    boolean weighs = server.weight() > 0 || takesZero;
                    if (failsOpen && noneAlive && weighs) {
                        return server.withException(
                                server.health() + ", but no server is Alive (--data-plane-fail-open)");
                    }
                    return takesZero && server.weight() == 0 && server.health().equals("Alive")
                            ? server.withException("weight 0 does not count (--data-plane-hash-zero)")
                            : server;
                })
                .toList();
    }
}
