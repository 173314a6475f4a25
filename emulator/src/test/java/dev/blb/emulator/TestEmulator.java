package dev.blb.emulator;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.TestStores;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** Starts the emulators of tests that pass on every store: on that of {@link TestStores}. */
public final class TestEmulator {
    private TestEmulator() {}

    /** Starts one on the system's clock. */
    public static BlbEmulator start(Settings settings) {
        return BlbEmulator.start(TestStores.empty(settings));
    }

    /** Starts one whose real time is that of a clock. */
    public static BlbEmulator start(Settings settings, Clock clock) {
        return BlbEmulator.start(TestStores.empty(settings), clock);
    }

    /** Starts one that draws its ids here, and can send an ICMP echo or not. */
    public static BlbEmulator start(Settings settings, Clock clock, Ids ids, BooleanSupplier echoIsPossible) {
        return BlbEmulator.start(TestStores.empty(settings), clock, ids, echoIsPossible);
    }

    /** Starts one that can send no ICMP echo, and keeps its state in memory. */
    public static BlbEmulator withoutEcho(Settings settings) {
        return BlbEmulator.start(settings, Clock.systemUTC(), Ids.random(), () -> false);
    }

    /** Starts one on a database, which ends with it, also if the start fails. */
    public static BlbEmulator start(Settings settings, Database database, EmulatorClock clock) {
        return BlbEmulator.start(settings, database, clock, Ids.random(), () -> false);
    }
}
