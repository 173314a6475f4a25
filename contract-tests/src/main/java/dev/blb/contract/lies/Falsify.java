package dev.blb.contract.lies;

import dev.blb.client.Credentials;
import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.evidence.Parameters;
import dev.blb.contract.launch.Suite;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Recorder;
import dev.blb.contract.report.Scrubber;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.contract.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs the suite against an emulator behind a proxy that tells one lie at a time, and says which lies were caught. */
public final class Falsify {
    /** More than processors: a case that has seen a lie waits until its patience is over. */
    private static final int WORKERS = 4;

    private static final int REASON_CHARACTERS = 120;

    /** An emulator whose writes settle at once needs no more; the second is for times, which have no fractions. */
    private static final String PATIENCE = "1500ms";

    private static final Lie TRUTH = Lie.of("the truth", "", asked -> asked, (asked, answer) -> answer);

    private final PrintStream out;

    /** A run that prints here. */
    public Falsify(PrintStream out) {
        this.out = out;
    }

    /**
     * What became of a lie.
     *
     * @param witness the first case that failed, if one did
     * @param told how many requests or answers it has changed
     */
    record Trial(Lie lie, Optional<Outcome> witness, int told) {
        boolean isCaught() {
            return witness.isPresent();
        }

        /** Whether the cases saw something wrong and passed, or never asked for what would have been wrong. */
        boolean escaped() {
            return witness.isEmpty() && (told > 0 || lie.mustBeTold());
        }
    }

    /** An emulator with its proxy; tells one lie after the other. */
    static final class Worker implements AutoCloseable {
        private final Target emulator;
        private final LyingProxy proxy;

        Worker() {
            emulator = Target.open(Target.Options.emulator(), Map.of());
            try {
                proxy = new LyingProxy(
                        emulator.endpoint(),
                        new Credentials(
                                emulator.settings().require(Variable.BLB_TEST_ACCESS_KEY),
                                emulator.settings().require(Variable.BLB_TEST_SECRET_KEY)));
            } catch (IOException e) {
                throw new IllegalStateException("the proxy did not start", e);
            }
        }

        URI endpoint() {
            return proxy.endpoint();
        }

        /** Tells a lie, or the truth if there is none, about a service that is as new. */
        void tell(@Nullable Lie lie) {
            emulator.cloud().send("POST", "/_blb/reset", "{}", Map.of()).ok();
            proxy.tell(lie);
        }

        /** Tells a lie, or the truth, to the cases about its operation in these classes. */
        Trial tell(@Nullable Lie lie, Predicate<String> classes) {
            tell(lie);
            Optional<Outcome> witness = suite(lie == null ? "" : lie.operation(), classes);
            return new Trial(lie == null ? TRUTH : lie, witness, proxy.told());
        }

        private Optional<Outcome> suite(String operation, Predicate<String> classes) {
            Recorder recorder = new Recorder(
                    CloudEvidence.committed(),
                    new Scrubber(List.of()),
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                    Clock.systemUTC(),
                    outcome -> {});
            Map<String, String> parameters = new HashMap<>(Map.of(
                    Parameters.TARGET,
                    proxy.endpoint().toString(),
                    Parameters.PATIENCE,
                    PATIENCE,
                    Parameters.DIRECT,
                    "true",
                    Parameters.FAIL_FAST,
                    "true",
                    "junit.jupiter.execution.parallel.enabled",
                    "false"));
            if (!operation.isEmpty()) {
                parameters.put(Parameters.OPERATIONS, operation);
            }
            Suite.run(parameters, classes, recorder);
            return recorder.outcomes().stream()
                    .filter(outcome -> outcome.result() == Result.FAILED)
                    .findFirst();
        }

        @Override
        public void close() {
            proxy.close();
            emulator.close();
        }
    }

    /** All lies: the hand-written ones and those that follow from the catalogue. */
    static List<Lie> lies() {
        List<Lie> all = new ArrayList<>(Lies.all());
        all.addAll(AnswerLies.all());
        all.addAll(ParameterLies.all());
        return all;
    }

    /**
     * Tells each lie whose name contains this; returns how many escaped.
     *
     * @param sample how many of them, 0 for all
     * @param seed what the sample is drawn by
     */
    public int run(String part, int sample, long seed) {
        List<Lie> lies = new ArrayList<>(
                lies().stream().filter(lie -> lie.name().contains(part)).toList());
        if (sample > 0) {
            Collections.shuffle(lies, new Random(seed));
        }
        return tell(sample > 0 ? lies.subList(0, Math.min(sample, lies.size())) : lies);
    }

    /** Tells these lies; returns how many escaped. */
    int tell(List<Lie> lies) {
        LinkedBlockingQueue<Lie> queue = new LinkedBlockingQueue<>(lies);
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        List<Trial> trials = new ArrayList<>();
        try {
            List<Future<List<Trial>>> parts = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                parts.add(threads.submit((Callable<List<Trial>>) () -> work(queue)));
            }
            for (Future<List<Trial>> part : parts) {
                trials.addAll(part.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a worker failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
        return summary(trials);
    }

    private List<Trial> work(LinkedBlockingQueue<Lie> queue) {
        List<Trial> trials = new ArrayList<>();
        Lie lie = queue.poll();
        while (lie != null) {
            try (Worker worker = new Worker()) {
                for (; lie != null; lie = queue.poll()) {
                    Trial trial =
                            lie.where().isEmpty() ? worker.tell(lie, name -> true) : atLikelyPlacesFirst(worker, lie);
                    trials.add(trial);
                    print(trial);
                }
            } catch (RuntimeException | AssertionError e) {
                // What broke the worker was caught by no case, and the other lies go on with a new one.
                out.println("BROKEN   " + (lie == null ? "end of a worker" : lie) + ": " + firstLine(e.toString()));
                if (lie != null) {
                    trials.add(new Trial(lie, Optional.empty(), 1));
                    lie = queue.poll();
                }
            }
        }
        return trials;
    }

    private static Trial atLikelyPlacesFirst(Worker worker, Lie lie) {
        Trial likely = worker.tell(lie, name -> name.contains(lie.where()));
        return likely.witness().isPresent() ? likely : worker.tell(lie, name -> !name.contains(lie.where()));
    }

    private synchronized void print(Trial trial) {
        trial.witness()
                .ifPresentOrElse(
                        outcome -> out.println(
                                "caught   " + trial.lie() + ": " + outcome.id().split(" ", -1)[0] + ", "
                                        + outcome.sentence() + ": " + firstLine(outcome.reason())),
                        () -> out.println(
                                (!trial.escaped() ? "no lie   " : trial.told() > 0 ? "ESCAPED  " : "NOT SEEN ")
                                        + trial.lie()));
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("").strip();
        return line.length() > REASON_CHARACTERS ? line.substring(0, REASON_CHARACTERS) + "…" : line;
    }

    private int summary(List<Trial> trials) {
        long caught =
                trials.stream().filter(trial -> trial.witness().isPresent()).count();
        long escaped = trials.stream().filter(Trial::escaped).count();
        out.println(caught + " caught, " + escaped + " escaped, " + (trials.size() - caught - escaped)
                + " changed nothing that a case asks for");
        return (int) escaped;
    }
}
