package dev.blb.contract.lies;

import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.evidence.Parameters;
import dev.blb.contract.launch.Suite;
import dev.blb.contract.proxy.UnreliableProxy;
import dev.blb.contract.proxy.UnreliableProxy.Roughness;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Recorder;
import dev.blb.contract.report.Scrubber;
import dev.blb.contract.target.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** The suite against an emulator behind an unreliable proxy: whether it judges falsely there, and whether it still catches lies. */
public final class Rough {
    /** At most so many cases of a hundred may be undecided. */
    private static final int MAX_UNDECIDED_PERCENT = 1;

    /** What a lie changes is waited for in vain until this is over. */
    private static final String PATIENCE_WITH_A_LIE = "20s";

    private static final Clock CLOCK = Clock.systemUTC();

    private final PrintStream out;

    /** A run that prints here. */
    public Rough(PrintStream out) {
        this.out = out;
    }

    /**
     * What a run has shown.
     *
     * @param disturbances how often what has happened to calls
     */
    record Trial(List<Outcome> outcomes, Duration took, Map<UnreliableProxy.Disturbance, Integer> disturbances) {
        long count(Result result) {
            return outcomes.stream()
                    .filter(outcome -> outcome.result() == result)
                    .count();
        }

        /** Whether nothing failed falsely, and enough was judged. */
        boolean isGood() {
            return count(Result.FAILED) == 0
                    && count(Result.PASSED) > 0
                    && count(Result.UNDECIDED) * 100 <= (long) outcomes.size() * MAX_UNDECIDED_PERCENT;
        }
    }

    /** Runs a scope with each seed; returns how many runs judged falsely or too little. */
    public int run(List<Long> seeds, String scope) {
        int bad = 0;
        for (long seed : seeds) {
            try (Target emulator = Target.open(Target.Options.emulator(), Map.of());
                    UnreliableProxy cloud =
                            new UnreliableProxy(emulator.endpoint(), Roughness.usual(seed), Optional.empty())) {
                Trial trial = trial(cloud, Map.of(Parameters.SCOPE, scope), name -> true);
                out.println("seed " + seed + ": " + trial.outcomes().size() + " cases, "
                        + trial.count(Result.FAILED) + " failed falsely, " + trial.count(Result.UNDECIDED)
                        + " undecided, " + trial.count(Result.SKIPPED) + " skipped, "
                        + trial.took().toSeconds() + " s; " + trial.disturbances());
                bad += trial.isGood() ? 0 : 1;
            } catch (IOException e) {
                throw new IllegalStateException("the unreliable proxy did not start", e);
            }
        }
        return bad;
    }

    /** Tells so many of the lies behind an unreliable proxy, drawn by a seed; returns how many escaped. */
    public int tell(int count, long seed) {
        List<Lie> drawn = drawn(count, seed);
        int escaped = 0;
        try (Falsify.Worker liar = new Falsify.Worker()) {
            for (Lie lie : drawn) {
                liar.tell(lie);
                try (UnreliableProxy cloud =
                        new UnreliableProxy(liar.endpoint(), Roughness.usual(seed), Optional.empty())) {
                    Optional<Outcome> likely = witness(cloud, lie, name -> name.contains(lie.where()));
                    Optional<Outcome> witness =
                            likely.or(() -> witness(cloud, lie, name -> !name.contains(lie.where())));
                    out.println(witness.map(outcome -> "caught   " + lie + ": " + outcome.sentence())
                            .orElse("ESCAPED  " + lie));
                    escaped += witness.isPresent() ? 0 : 1;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the unreliable proxy did not start", e);
        }
        out.println((drawn.size() - escaped) + " caught, " + escaped + " escaped behind the unreliable proxy");
        return escaped;
    }

    private Optional<Outcome> witness(UnreliableProxy cloud, Lie lie, Predicate<String> classes) {
        Map<String, String> parameters =
                new HashMap<>(Map.of(Parameters.FAIL_FAST, "true", Parameters.PATIENCE, PATIENCE_WITH_A_LIE));
        parameters.put(Parameters.OPERATIONS, lie.operation());
        return trial(cloud, parameters, classes).outcomes().stream()
                .filter(outcome -> outcome.result() == Result.FAILED)
                .findFirst();
    }

    /** Lies of the hand-written table: each changes something in the class that is likely to notice. */
    private static List<Lie> drawn(int count, long seed) {
        List<Lie> lies = new ArrayList<>(
                Lies.all().stream().filter(lie -> !lie.where().isEmpty()).toList());
        SplittableRandom random = new SplittableRandom(seed);
        List<Lie> drawn = new ArrayList<>();
        while (drawn.size() < count && !lies.isEmpty()) {
            drawn.add(lies.remove(random.nextInt(lies.size())));
        }
        return drawn;
    }

    private Trial trial(UnreliableProxy cloud, Map<String, String> more, Predicate<String> classes) {
        Recorder recorder = new Recorder(CloudEvidence.committed(), new Scrubber(List.of()), out, CLOCK, outcome -> {});
        Map<String, String> parameters = new HashMap<>(more);
        parameters.put(Parameters.TARGET, cloud.endpoint().toString());
        Instant start = CLOCK.instant();
        Suite.run(parameters, classes, recorder);
        return new Trial(recorder.outcomes(), Duration.between(start, CLOCK.instant()), cloud.counts());
    }
}
