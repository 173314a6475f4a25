package dev.blb.emulator.bench;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The part about what a request costs inside: {@link dev.blb.emulator.http.Inside}, run by JMH. */
final class Microbenchmarks {
    private final Setup setup;

    Microbenchmarks(Setup setup) {
        this.setup = setup;
    }

    void measure() throws RunnerException {
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include("dev\\.blb\\.emulator\\..*Inside")
                        .output(setup.log("jmh").toString())
                        .jvm(setup.newestJdk().java().toString())
                        .build())
                .run()) {
            setup.figures()
                    .add(
                            "inside: us (JMH)",
                            result.getPrimaryResult().getLabel(),
                            "emulator",
                            result.getPrimaryResult().getScore());
        }
    }
}
