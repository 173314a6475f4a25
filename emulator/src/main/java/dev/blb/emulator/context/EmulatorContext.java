package dev.blb.emulator.context;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.consistency.ConsistencyProfiles;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.fault.Faults;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.journal.Journal;
import dev.blb.emulator.metrics.ApiMetrics;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.tls.TlsMaterial;
import dev.blb.emulator.traffic.Forwarding;
import dev.blb.emulator.world.World;

/**
 * What a running emulator is made of: one of each, shared by the parts that are given this record.
 *
 * @param settings the settings of the start, which accounts may overlay
 * @param world what other services declare: networks, machines, groups, certificates
 * @param profiles how writes take effect, account by account
 * @param engine what probes machines
 * @param journal the newest calls
 * @param faults the fault plans of accounts
 * @param routes what is answered, and by whom
 * @param forwarding what has listeners carried out
 * @param metrics what is counted of requests to the emulator
 * @param tls certificates, as far as they are needed
 */
public record EmulatorContext(
        Settings settings,
        Database database,
        EmulatorClock clock,
        Ids ids,
        Accounts accounts,
        World world,
        ConsistencyProfiles profiles,
        ProbeEngine engine,
        Journal journal,
        Faults faults,
        RouteTable routes,
        Forwarding forwarding,
        ApiMetrics metrics,
        TlsMaterial tls) {}
