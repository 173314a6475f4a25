package dev.blb.emulator;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.TestStores;
import dev.blb.emulator.ids.Ids;
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
    static BlbEmulator start(Settings settings, Clock clock, Ids ids, BooleanSupplier echoIsPossible) {
        return BlbEmulator.start(TestStores.empty(settings), clock, ids, echoIsPossible);
    }
}
