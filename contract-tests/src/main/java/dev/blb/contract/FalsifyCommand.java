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
        description = "Run the suite against an emulator that lies, one lie at a time; exit code 1 if one escapes.")
final class FalsifyCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Option(names = "--lie", paramLabel = "WORDS", defaultValue = "", description = "Only lies that contain this.")
    private String part = "";

    @Override
    public Integer call() {
        return new Falsify(Objects.requireNonNull(main).out).run(part) == 0 ? 0 : 1;
    }
}
