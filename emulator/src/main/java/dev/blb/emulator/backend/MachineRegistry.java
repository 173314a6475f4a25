package dev.blb.emulator.backend;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.mapOf;
import static dev.blb.emulator.schema.Field.parsed;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.probe.Echo;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.World;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The rules by which the real address of a machine is registered, by a control route or a seed. */
public final class MachineRegistry {
    private static final int MAX_MAPPED_PORTS = 100;

    /** The {@code address} of a machine, and where single {@code ports} of it are found. */
    public static final Schema WHERE = Schema.of(
            parsed("address", Machine.Address::parse, Machine.Address.ALLOWED).must(),
            mapOf("ports", integer("port", 1, 65535), MAX_MAPPED_PORTS));

    private final World world;
    private final ProbeEngine engine;

    /** The rules in this world, for this engine. */
    public MachineRegistry(World world, ProbeEngine engine) {
        this.world = world;
        this.engine = engine;
    }

    /**
     * Registers the address of a machine, in place of the one it has.
     *
     * @param account whose real server it is; the empty text for every account's
     * @param where checked members of {@link #WHERE}
     * @param since when it was registered
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public Machine register(Tx tx, String instanceId, String account, Members where, Instant since) {
        world.of(account).require(References.LENIENT, Machines.KIND, "instanceId", instanceId);
        Machine machine =
                new Machine(instanceId, account, Machine.Address.parse(where.text("address")), ports(where), since);
        if (!engine.echoIsPossible() && new ListenerStore(tx).anyChecksByEcho(account)) {
            throw INVALID_PARAMETER.with(
                    "a UDP listener has healthCheckType ICMP, but no ICMP echo can be sent here (%s); allowed is a"
                            + " machine with an address once no listener checks by ICMP",
                    Echo.MISSING);
        }
        new MachineStore(tx).put(machine);
        return machine;
    }

    private static Map<Integer, Integer> ports(Members where) {
        Map<Integer, Integer> ports = new TreeMap<>();
        where.object("ports").json().properties().forEach(member -> {
            String port = member.getKey();
            if (!port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > 65535) {
                throw INVALID_PARAMETER.at(
                        "ports",
                        "names port \"%s\"; allowed is a port from 1 to 65535, such as {\"8080\":18080}",
                        port);
            }
            ports.put(Integer.valueOf(port), member.getValue().intValue());
        });
        return ports;
    }
}
