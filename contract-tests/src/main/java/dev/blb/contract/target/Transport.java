package dev.blb.contract.target;

import dev.blb.contract.target.Cloud.Answer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The way of every call of a run to its target: at the rate of the run, and repeated while it fails in passing. What fails
 * in passing are the statuses 429, 500, 502, 503 and 504, broken connections, time-outs and RequestExpired; a write on an
 * instance whose last one has not settled (LastOperationNotFinished) is waited for. 429 and 504 are assumptions: no page of
 * the service documents throttling. A target that answers nobody any more is asked by one call in 5 s only. Thread-safe.
 */
public final class Transport {
    /** A status 500 or RequestExpired that comes so often in a row is the service's answer and not a passing failure. */
    private static final int LASTING_FAILURES = 6;

    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
    private static final String NOT_FINISHED = "LastOperationNotFinished";
    private static final String EXPIRED = "RequestExpired";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final ThreadLocal<Integer> CALLS_OF_THREAD = ThreadLocal.withInitial(() -> 0);
    private static final ThreadLocal<Set<String>> SUBJECTS = ThreadLocal.withInitial(Set::of);

    private final Pace pace;
    private final Wire wire;
    private final Time time;
    private final RateLimit rate;
    private final Outage outage;
    private final Repetitions repetitions = new Repetitions();
    private final Answers answers = new Answers();
    private final SplittableRandom random = new SplittableRandom();
    private final Ending ending = new Ending();

    /** A transport at a pace. */
    public Transport(Pace pace) {
        this(pace, new RestAssuredWire(pace), Time.real());
    }

    /** The same without REST Assured, which costs a tenth of the processor time. */
    public static Transport direct(Pace pace) {
        return new Transport(pace, new DirectWire(pace), Time.real());
    }

    Transport(Pace pace, Wire wire, Time time) {
        this.pace = pace;
        this.wire = wire;
        this.time = time;
        this.rate = new RateLimit(pace.callsPerSecond(), time);
        this.outage = new Outage(pace.patience(), time);
    }

    /**
     * A call.
     *
     * @param operation its official name, or the path if it is none
     * @param repeatable whether it may be carried out twice: a read, or a write with a client token
     * @param attempt sends it once
     */
    record Call(String operation, boolean repeatable, Callable<Answer> attempt) {
        boolean isOfService() {
            return !operation.contains("/");
        }
    }

    /** Answers that the case of this thread is about, by code: they are not repeated until {@link #forgetSubjects}. */
    public static void subjects(Set<String> codes) {
        SUBJECTS.set(codes);
    }

    /** The case of this thread is over. */
    public static void forgetSubjects() {
        SUBJECTS.remove();
    }

    /** How many calls this thread has made since it was asked last. */
    public static int takeCallsOfThread() {
        int calls = CALLS_OF_THREAD.get();
        CALLS_OF_THREAD.remove();
        return calls;
    }

    /** The pace. */
    public Pace pace() {
        return pace;
    }

    /** What was repeated. */
    public Repetitions repetitions() {
        return repetitions;
    }

    /** What was answered. */
    public Answers answers() {
        return answers;
    }

    /** A target that has gone away is asked again with the whole patience. */
    void forgetOutage() {
        outage.forget();
    }

    /** The run is ended from outside: from now on only this thread's calls are sent; returns once none of others is under way. */
    void end() {
        ending.begin(pace.patience());
    }

    void refuseWhileEnding() {
        ending.refuseOthers();
    }

    Wire wire() {
        return wire;
    }

    Time time() {
        return time;
    }

    /** Waits for a slot of the rate; for calls that another client sends. */
    public void takeSlot() {
        rate.take();
        repetitions.call();
        CALLS_OF_THREAD.set(CALLS_OF_THREAD.get() + 1);
    }

    /**
     * The answer to a call, once it is none that fails in passing.
     *
     * @throws Undecided when it fails for longer than the patience, or must not be repeated
     */
    Answer send(Call call) {
        long start = time.nanos();
        for (int failures = 1; ; failures++) {
            outage.enter();
            // Before the slot: what is refused leaves the rate to the calls that clean up.
            ending.refuseOthers();
            takeSlot();
            ending.enter();
            Attempt attempt;
            try {
                attempt = Attempt.of(call);
            } finally {
                ending.leave();
            }
            if (attempt.isFinal(failures) || attempt.refused()) {
                outage.answered();
            } else {
                outage.failed();
            }
            if (attempt.isFinal(failures)) {
                if (attempt.answer().status() == 200 && call.isOfService()) {
                    answers.add(call.operation(), attempt.answer().json());
                }
                return attempt.answer();
            }
            String failure = call.operation() + " failed with " + attempt.reason();
            if (!call.repeatable() && !attempt.refused()) {
                throw new Undecided(failure + "; a write without a client token must not be repeated");
            }
            Duration pause = attempt.retryAfter().isZero() ? backOff(failures) : attempt.retryAfter();
            if (time.left(pace.patience(), start).compareTo(pause) < 0) {
                throw new Undecided(failure + " at attempt " + failures + "; the patience of "
                        + seconds(pace.patience()) + " is over");
            }
            repetitions.repeated(call.operation(), attempt.reason());
            if (attempt.isThrottled()) {
                rate.hold(pause);
            }
            time.pause(pause);
        }
    }

    // Full jitter, but never nothing, so that threads which failed together do not return together.
    private Duration backOff(int failures) {
        long ceiling =
                Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() * (1L << Math.min(failures, Byte.SIZE)));
        synchronized (random) {
            return Duration.ofMillis(random.nextLong(ceiling / 2, ceiling + 1));
        }
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** One attempt: an answer, or the reason why there is none. */
    private record Attempt(Answer answer, String reason, boolean refused) {
        static Attempt of(Call call) {
            try {
                Answer answer = call.attempt().call();
                String code = answer.text("/code");
                if (code.equals(NOT_FINISHED) || code.equals(EXPIRED)) {
                    return new Attempt(answer, code, true);
                }
                return new Attempt(
                        answer, PASSING.contains(answer.status()) ? Integer.toString(answer.status()) : "", false);
            } catch (Exception failure) {
                return new Attempt(Answer.NONE, reason(failure), false);
            }
        }

        // REST Assured throws checked exceptions that its signatures do not name.
        private static String reason(Exception failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof SocketTimeoutException) {
                    return "a time-out";
                }
                if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
                    return "a TLS failure (" + cause.getMessage()
                            + "; an authority of your own is trusted by -Djavax.net.ssl.trustStore=FILE)";
                }
                if (cause instanceof IOException) {
                    return "a broken connection";
                }
            }
            throw new IllegalStateException("a call that could not be made: " + failure, failure);
        }

        /** Whether it is what the case wanted to hear, or the service's lasting answer. */
        boolean isFinal(int failures) {
            return reason.isEmpty()
                    || SUBJECTS.get().contains(reason)
                    || (Set.of("500", EXPIRED).contains(reason) && failures >= LASTING_FAILURES);
        }

        boolean isThrottled() {
            return reason.equals("429") || reason.equals("503");
        }

        Duration retryAfter() {
            String seconds = answer.headers().getOrDefault("retry-after", "");
            return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
        }
    }
}
