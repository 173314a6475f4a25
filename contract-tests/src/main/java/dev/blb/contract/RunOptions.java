package dev.blb.contract;

import dev.blb.contract.evidence.Parameters;
import dev.blb.contract.target.Pace;
import dev.blb.contract.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of what is asked, and at which pace. */
final class RunOptions {
    private static final Duration LONGEST_SETTLING = Duration.ofDays(1);

    @Option(
            names = "--target",
            defaultValue = "emulator",
            description = "emulator (in this process, default), jar, or a URL such as http://host:port.")
    private String target = "emulator";

    @Option(
            names = "--settle-delay",
            paramLabel = "DURATION",
            description =
                    "How long writes take on an emulator that is started for the run, such as 300ms or 2s; default 0.")
    private @Nullable String settleDelay;

    @Option(
            names = "--async",
            paramLabel = "PROFILE",
            description = "How writes take effect on an emulator that is started for the run: instant (default),"
                    + " realistic or hostile.")
    private @Nullable String async;

    @Option(
            names = "--clock-scale",
            paramLabel = "N",
            description = "How many times faster than real time the clock of an emulator runs that is started for the"
                    + " run, 1 to 100; default 1.")
    private @Nullable String clockScale;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Calls per second over all threads, or none; default 5, and none for an emulator.")
    private @Nullable String rate;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "2m",
            description = "The longest time that anything is waited for and a call that fails temporarily is repeated,"
                    + " at most 7d; default ${DEFAULT-VALUE}.")
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
        behaviour(
                "--settle-delay",
                settleDelay,
                "0|(?i)(0|[1-9]\\d{0,8})(ms|s|m|h|d)",
                "0 or a length of time such as 300ms, 2s or 1m");
        if (settleDelay != null && !settleDelay.startsWith("0")) {
            Pace.duration("--settle-delay", settleDelay, LONGEST_SETTLING);
        }
        behaviour("--async", async, "instant|realistic|hostile", "instant, realistic or hostile");
        behaviour("--clock-scale", clockScale, "[1-9]\\d?|100", "a whole number from 1 to 100");
        rate();
        patience();
    }

    private void behaviour(String option, @Nullable String value, String pattern, String allowed) {
        if (value != null && !value.matches(pattern)) {
            throw new IllegalArgumentException(option + " is \"" + value + "\"; allowed is " + allowed);
        }
        if (value != null && !isStartedHere()) {
            throw new IllegalArgumentException(option + " is \"" + value + "\", but the target is \"" + target
                    + "\"; it is allowed for the targets emulator and jar, which are started for the run");
        }
    }

    private Target.Behaviour behaviour() {
        Target.Behaviour usual = Target.Behaviour.USUAL;
        return new Target.Behaviour(
                Objects.requireNonNullElse(settleDelay, usual.settleDelay()),
                Objects.requireNonNullElse(async, usual.asynchrony()),
                clockScale == null ? usual.clockScale() : Integer.parseInt(clockScale));
    }

    Target.Options target() {
        return new Target.Options(target, behaviour(), rate(), patience(), false, Optional.of(report), true);
    }

    Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(Parameters.TARGET, target);
        parameters.put(Parameters.SETTLE_DELAY, behaviour().settleDelay());
        parameters.put(Parameters.ASYNC, behaviour().asynchrony());
        parameters.put(Parameters.CLOCK_SCALE, Integer.toString(behaviour().clockScale()));
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
