package dev.blb.contract;

import dev.blb.contract.target.Target;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** One answer of the target for each operation, without values. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 110,
        description = "Make the small scope, and keep one answer of each operation beside the report, as JSON without"
                + " secrets, ids, addresses and times. 'compare' shows which members came or went.")
final class RecordCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() {
        options.check();
        Main parent = Objects.requireNonNull(main);
        int code = new TargetRun(parent, options, new Choice(Set.of(), Set.of()), "smoke").execute(null, null);
        parent.out.println("answers are in " + options.report().resolve(Target.ANSWERS));
        return code;
    }
}
