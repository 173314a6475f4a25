package dev.blb.emulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The parts that compare two emulators: a directory with memory, and the journal on with the journal off. */
final class Comparison {
    private final Setup setup;

    Comparison(Setup setup) {
        this.setup = setup;
    }

    void file() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(setup.out(), "data");
        try (Stocked memory = Stocked.start(setup, "memory", 1_000);
                Stocked file = Stocked.start(setup, "file", 1_000, "--data-dir", data.toString())) {
            compare("file mode: a second", 1, memory, file);
        }
    }

    void journal() throws IOException, InterruptedException {
        try (Stocked off = Stocked.start(setup, "off", 1_000, "--journal", "0");
                Stocked on = Stocked.start(setup, "on", 1_000)) {
            compare("journal: a second", 4, off, on);
        }
    }

    /** Measures all operations on both servers in turns, once their compilers have seen them long enough. */
    private void compare(String table, int connections, Stocked one, Stocked other) {
        long warm = System.nanoTime() + Setup.LONG_WARM_UP.toNanos();
        for (int round = -1; round < Setup.ROUNDS; ) {
            for (Stocked each : List.of(one, other)) {
                for (var operation :
                        Operations.each(each.served(), each.ids(), connections).entrySet()) {
                    if (round >= 0) {
                        setup.figures()
                                .add(
                                        table,
                                        operation.getKey() + " c" + connections,
                                        each.name(),
                                        operation.getValue().perSecond());
                    }
                }
            }
            if (System.nanoTime() > warm) {
                round++;
            }
        }
    }
}
