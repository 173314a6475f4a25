package dev.blb.emulator.bench;

import java.io.IOException;
import java.util.List;

/** An emulator with the ids of the instances that it stores, and its series in the figures. */
record Stocked(String name, Served served, List<String> ids) implements AutoCloseable {
    /** Starts one with so many instances. */
    static Stocked start(Setup setup, String name, int size, String... settings)
            throws IOException, InterruptedException {
        Served served = setup.roomy(name, settings);
        return new Stocked(name, served, Operations.fill(served, size));
    }

    @Override
    public void close() {
        served.close();
    }
}
