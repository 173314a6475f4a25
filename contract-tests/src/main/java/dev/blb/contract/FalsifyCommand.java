package dev.blb.contract;

import dev.blb.contract.lies.Falsify;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The suite against lies. */
@Command(
        name = "falsify",
        mixinStandardHelpOptions = true,
        description =
                "Run the suite against an emulator with one kind of answer made wrong at a time, a lie; exit code 1 if a lie is"
                        + " not found.")
final class FalsifyCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Option(
            names = "--lie",
            paramLabel = "WORDS",
            defaultValue = "",
            description = "Only lies whose name contains this.")
    private String part = "";

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "0",
            description = "Only so many of them, drawn by --seed; 0 for all, which take about 15 minutes on 2 cores.")
    private int sample;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the sample; default ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() {
        return new Falsify(Objects.requireNonNull(main).out).run(part, sample, seed) == 0 ? 0 : 1;
    }
}
