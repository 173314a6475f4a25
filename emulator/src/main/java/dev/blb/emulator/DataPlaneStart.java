package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.ALLOW_TARGETS;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE_PORTS;
import static dev.blb.emulator.settings.SettingsTable.HOST;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.dataplane.NettyDataPlane;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.forwarding.Exceptions;
import dev.blb.emulator.forwarding.Planner;
import dev.blb.emulator.forwarding.SecurityPlans;
import dev.blb.emulator.http.AddressUnavailable;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.settings.AllowedTargets;
import dev.blb.emulator.settings.PortRange;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.traffic.Forwarding;
import dev.blb.emulator.traffic.Placement;
import dev.blb.emulator.traffic.TrafficFaults;
import dev.blb.emulator.world.World;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the data plane together. Nothing of it is loaded before. */
final class DataPlaneStart {
    private DataPlaneStart() {}

    /** A data plane that carries out what this database holds, and what is written to it. */
    static Forwarding of(
            Settings settings,
            Database database,
            World world,
            ProbeEngine engine,
            EmulatorClock clock,
            CertificateAuthority authority,
            TrafficFaults faults) {
        Optional<Path> directory = settings.get(DATA_DIR);
        PortRange ports = settings.get(DATA_PLANE_PORTS);
        NettyDataPlane plane = new NettyDataPlane(
                new Placement.Settings(host(settings), ports.first(), ports.last()),
                clock,
                clock.real(),
                authority,
                faults);
        Planner planner = new Planner(
                database,
                world,
                engine,
                clock,
                plane,
                SecurityPlans.of(world, settings),
                Exceptions.of(settings),
                new AllowedTargets(settings.get(ALLOW_TARGETS)),
                directory);
        planner.start();
        return planner;
    }

    private static @Nullable InetAddress host(Settings settings) {
        Optional<String> host = settings.get(HOST);
        if (host.isEmpty()) {
            return null;
        }
        try {
            return InetAddress.getByName(host.get());
        } catch (UnknownHostException unknown) {
            throw new AddressUnavailable("--host is " + host.get() + ", which is no address of this machine", unknown);
        }
    }
}
