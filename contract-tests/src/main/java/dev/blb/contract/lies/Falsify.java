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
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs the suite against an emulator behind a proxy that tells one lie at a time, and says which lies were caught. */
public final class Falsify {
    /** More than processors: a case that has seen a lie waits until its patience is over. */
    private static final int WORKERS = 8;

    /** Of so many lies about an operation one is likely to change nothing, which costs as much as a rehearsal of all. */
    private static final int MIN_REHEARSED = 16;

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
     * @throws IllegalArgumentException if no name contains it
     */
    public int run(String part, int sample, long seed) {
        List<Lie> all = lies();
        List<Lie> lies = new ArrayList<>(
                all.stream().filter(lie -> lie.name().contains(part)).toList());
        if (lies.isEmpty()) {
            throw new IllegalArgumentException("--lie is \"" + part + "\", which is in the name of none of the "
                    + all.size() + " lies; allowed is a part of a name, such as \"" + all.get(0) + "\"");
        }
        if (sample > 0) {
            Collections.shuffle(lies, new Random(seed));
        }
        return tell(sample > 0 ? lies.subList(0, Math.min(sample, lies.size())) : lies);
    }

    /** Tells these lies; returns how many escaped. */
    int tell(List<Lie> lies) {
        Map<String, List<Lie>> optional = lies.stream()
                .filter(lie -> !lie.mustBeTold() && !lie.operation().isEmpty())
                .collect(Collectors.groupingBy(Lie::operation));
        List<List<Lie>> many = optional.values().stream()
                .filter(about -> about.size() >= MIN_REHEARSED)
                .toList();
        List<Trial> trials = new ArrayList<>(inParallel(many, Falsify::rehearsed, about -> List.of()));
        Set<Lie> changedNothing = trials.stream().map(Trial::lie).collect(Collectors.toSet());
        trials.addAll(inParallel(
                lies.stream().filter(lie -> !changedNothing.contains(lie)).toList(),
                (worker, lie) -> List.of(
                        lie.where().isEmpty() ? worker.tell(lie, name -> true) : atLikelyPlacesFirst(worker, lie)),
                // What broke the worker was caught by no case.
                lie -> List.of(new Trial(lie, Optional.empty(), 1))));
        return summary(trials);
    }

    /** Has workers do tasks; each prints its trials. A task that breaks its worker has these trials, and the others go on with a new one. */
    private <T> List<Trial> inParallel(
            Collection<T> tasks, BiFunction<Worker, T, List<Trial>> work, Function<T, List<Trial>> ofBroken) {
        LinkedBlockingQueue<T> queue = new LinkedBlockingQueue<>(tasks);
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        List<Trial> trials = new ArrayList<>();
        try {
            List<Future<List<Trial>>> parts = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                parts.add(threads.submit((Callable<List<Trial>>) () -> work(queue, work, ofBroken)));
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
        return trials;
    }

    private <T> List<Trial> work(
            LinkedBlockingQueue<T> queue, BiFunction<Worker, T, List<Trial>> work, Function<T, List<Trial>> ofBroken) {
        List<Trial> trials = new ArrayList<>();
        T task = queue.poll();
        while (task != null) {
            try (Worker worker = new Worker()) {
                for (; task != null; task = queue.poll()) {
                    List<Trial> done = work.apply(worker, task);
                    trials.addAll(done);
                    done.forEach(this::print);
                }
            } catch (RuntimeException | AssertionError e) {
                out.println("BROKEN   " + (task == null ? "end of a worker" : task) + ": " + firstLine(e.toString()));
                if (task != null) {
                    trials.addAll(ofBroken.apply(task));
                    task = queue.poll();
                }
            }
        }
        return trials;
    }

    /** Those of the lies about one operation that change nothing that its cases ask for. */
    private static List<Trial> rehearsed(Worker worker, List<Lie> lies) {
        Rehearsal rehearsal = new Rehearsal(lies);
        String operation = lies.get(0).operation();
        Trial truth = worker.tell(new Lie("the truth", operation, "", false, () -> rehearsal), name -> true);
        // After a failure the other cases were not run.
        return truth.isCaught()
                ? List.of()
                : rehearsal.changedNothing().stream()
                        .map(lie -> new Trial(lie, Optional.empty(), 0))
                        .toList();
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
