package dev.blb.contract;

import dev.blb.contract.evidence.Parameters;
import dev.blb.contract.target.Pace;
import dev.blb.contract.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of what is asked, and at which pace. */
final class RunOptions {
    @Option(
            names = "--target",
            defaultValue = "emulator",
            description = "emulator (in this process, default), jar, or a URL such as http://host:port.")
    private String target = "emulator";

    @Option(
            names = "--settle-delay",
            paramLabel = "DURATION",
            defaultValue = "0",
            description = "How long writes take on an emulator that is started for the run, such as 300ms; default 0.")
    private String settleDelay = "0";

    @Option(
            names = "--async",
            paramLabel = "PROFILE",
            defaultValue = "instant",
            description = "How writes take effect on an emulator that is started for the run: instant (default),"
                    + " realistic or hostile.")
    private String async = "instant";

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Calls per second over all threads, or none; default 5, and none for an emulator.")
    private @Nullable String rate;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "2m",
            description = "The longest time that anything is waited for and a call that fails in passing is repeated;"
                    + " default ${DEFAULT-VALUE}.")
    private String patience = "2m";

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = "blb-contract-report",
            description = "Where index.html, report.json and JUnit XML go; default ${DEFAULT-VALUE}.")
    private Path report = Path.of("blb-contract-report");

    /** Refuses what makes no sense, naming the option. */
    void check() {
        if (!Target.isName(target)) {
            throw new IllegalArgumentException("--target is \"" + target + "\"; allowed is " + Target.ALLOWED);
        }
        if (!settleDelay.matches("0|\\d{1,7}ms")) {
            throw new IllegalArgumentException(
                    "--settle-delay is \"" + settleDelay + "\"; allowed is 0 or milliseconds such as 300ms");
        }
        if (!async.matches("instant|realistic|hostile")) {
            throw new IllegalArgumentException(
                    "--async is \"" + async + "\"; allowed is instant, realistic or hostile");
        }
        rate();
        patience();
    }

    Target.Options target() {
        return new Target.Options(target, settleDelay, async, rate(), patience(), false, Optional.of(report));
    }

    Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(Parameters.TARGET, target);
        parameters.put(Parameters.SETTLE_DELAY, settleDelay);
        parameters.put(Parameters.ASYNC, async);
        parameters.put(Parameters.PATIENCE, patience);
        if (rate != null) {
            parameters.put(Parameters.RATE, rate);
        }
        return parameters;
    }

    String name() {
        return target;
    }

    Path report() {
        return report;
    }

    /** Whether the target is an emulator as far as its name tells; a URL may be one, too. */
    boolean isStartedHere() {
        return target.matches("emulator|jar");
    }

    Optional<Double> rate() {
        return Optional.ofNullable(rate).map(Pace::rate);
    }

    private Duration patience() {
        return Pace.patience(patience);
    }
}
