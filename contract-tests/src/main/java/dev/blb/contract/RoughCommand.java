package dev.blb.contract;

import dev.blb.contract.lies.Rough;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The suite against an unreliable proxy. */
@Command(
        name = "rough",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 110,
        description =
                "Run the suite against an emulator behind a proxy with latency, a rate limit and temporary failures;"
                        + " exit code 1 if a case fails without a lie, more than 1 %% are undecided, or a lie is not found.")
final class RoughCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Option(
            names = "--seed",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "Run once with each of these seeds; default ${DEFAULT-VALUE}.")
    private List<Long> seeds = List.of(1L);

    @Option(
            names = "--scope",
            paramLabel = "full|smoke",
            defaultValue = "full",
            description = "Which cases; default ${DEFAULT-VALUE}.")
    private String scope = "full";

    @Option(
            names = "--lies",
            paramLabel = "N",
            defaultValue = "0",
            description = "Tell so many lies behind the proxy, too; default ${DEFAULT-VALUE}.")
    private int lies;

    @Override
    public Integer call() {
        if (!scope.matches("full|smoke")) {
            throw new IllegalArgumentException("--scope is \"" + scope + "\"; allowed is full or smoke");
        }
        Rough rough = new Rough(Objects.requireNonNull(main).out);
        int bad = rough.run(seeds, scope);
        int escaped = lies == 0 ? 0 : rough.tell(lies, seeds.get(0));
        return bad + escaped == 0 ? 0 : 1;
    }
}
