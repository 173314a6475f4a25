package dev.blb.emulator.probe;

import dev.blb.emulator.api.AddressText;
import dev.blb.emulator.api.Reason;
import dev.blb.emulator.time.EmulatorClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out probes, thousands with one thread: the one that calls {@link #turn}. Only {@link #wakeUp} may be called by
 * others. Name look-ups and echoes, for which Java has blocking calls only, run on a few threads that end when idle.
 */
final class Prober implements AutoCloseable {
    /** Well below the 1024 open files that many systems allow a process. */
    private static final int MAX_RUNNING = 400;

    private static final int MAX_WAITING_THREADS = 32;

    private final Deque<ProbeTask> waiting = new ArrayDeque<>();
    private final BlockingQueue<Runnable> nextSteps = new LinkedBlockingQueue<>();
    private final Queue<ProbeTask> byDeadline =
            new PriorityQueue<>(Comparator.comparingLong(task -> task.deadlineMillis));
    private final ThreadPoolExecutor waiters;
    private final Predicate<InetAddress> allowed;
    private final Supplier<ProbeSockets> openSockets;
    private @Nullable ProbeSockets sockets;
    private int running;

    /**
     * A prober without probes, which sends only to addresses that are allowed.
     *
     * @param openSockets called once, when the first probe needs a socket
     */
    Prober(Predicate<InetAddress> allowed, Supplier<ProbeSockets> openSockets) {
        this.allowed = allowed;
        this.openSockets = openSockets;
        this.waiters = new ThreadPoolExecutor(
                MAX_WAITING_THREADS, MAX_WAITING_THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "blb-probe-waiting");
                    thread.setDaemon(true);
                    return thread;
                });
        waiters.allowCoreThreadTimeOut(true);
    }

    /** One probe from its start to its result. */
    private final class ProbeTask {
        private final Machine machine;
        private final Check check;
        private final Consumer<ProbeResult> listener;
        private long startMillis;
        private long deadlineMillis;
        private ProbeSockets.@Nullable Attempt attempt;
        private boolean decided;
        private boolean over;

        private ProbeTask(Machine machine, Check check, Consumer<ProbeResult> listener) {
            this.machine = machine;
            this.check = check;
            this.listener = listener;
        }

        private void start() {
            if (check.type() != Check.Type.ECHO) {
                // Loading the I/O library is no part of the first probe's time.
                sockets();
            }
            startMillis = EmulatorClock.elapsedMillis();
            deadlineMillis = startMillis + check.timeoutSeconds() * 1000L;
            running++;
            String host = machine.address().host();
            if (check.type() == Check.Type.ECHO) {
                waiters.execute(() -> echo(host));
                return;
            }
            byDeadline.add(this);
            if (host.contains(":") || host.matches("[0-9.]+")) {
                find(host).ifPresent(this::connect);
            } else {
                waiters.execute(() -> {
                    Optional<InetAddress> found = find(host);
                    runNext(() -> found.filter(address -> !over).ifPresent(this::connect));
                });
            }
        }

        /** The host's address; if there is none, that is the result. */
        private Optional<InetAddress> find(String host) {
            try {
                InetAddress found = InetAddress.getByName(host);
                if (allowed.test(found)) {
                    return Optional.of(found);
                }
                runNext(() -> end(
                        false, "address " + AddressText.of(found) + " may not be probed (setting --allow-targets)"));
                return Optional.empty();
            } catch (UnknownHostException unknown) {
                runNext(() -> end(false, "host " + host + " is unknown"));
                return Optional.empty();
            }
        }

        private void echo(String host) {
            find(host).ifPresent(address -> {
                long sent = EmulatorClock.elapsedMillis();
                boolean answered;
                try {
                    answered = address.isReachable(check.timeoutSeconds() * 1000);
                } catch (IOException unreachable) {
                    answered = false;
                }
                boolean up = answered;
                runNext(() -> {
                    startMillis = sent;
                    end(up, up ? "echo reply" : "no echo reply within " + check.timeoutSeconds() + " s");
                });
            });
        }

        private void connect(InetAddress address) {
            try {
                attempt = sockets()
                        .begin(check, new InetSocketAddress(address, machine.portFor(check.port())), new Steps(this));
            } catch (IOException | RuntimeException failure) {
                end(false, reason(failure));
            }
        }

        /** The result is known; later events do not change it. */
        private void decide(boolean up, String reason) {
            if (!decided) {
                decided = true;
                listener.accept(new ProbeResult(up, reason, Math.max(0, EmulatorClock.elapsedMillis() - startMillis)));
            }
        }

        private void end(boolean up, String reason) {
            decide(up, reason);
            if (!over) {
                over = true;
                running--;
                byDeadline.remove(this);
                ProbeSockets.Attempt begun = attempt;
                if (begun != null) {
                    begun.end();
                }
            }
        }
    }

    /** Passes the events of a socket on to the thread that probes. */
    private final class Steps implements ProbeSockets.Progress {
        private final ProbeTask task;

        private Steps(ProbeTask task) {
            this.task = task;
        }

        @Override
        public void decided(boolean up, String reason) {
            runNext(() -> task.decide(up, reason));
        }

        @Override
        public void failed(Throwable failure) {
            runNext(() -> task.end(false, reason(failure)));
        }

        @Override
        public void ended() {
            runNext(() -> task.end(false, "connection closed"));
        }
    }

    private ProbeSockets sockets() {
        ProbeSockets opened = sockets;
        if (opened == null) {
            opened = openSockets.get();
            sockets = opened;
        }
        return opened;
    }

    /** Sends a probe, or lets it wait for its turn; the listener is called by the thread that calls {@link #turn}. */
    void send(Machine machine, Check check, Consumer<ProbeResult> listener) {
        waiting.add(new ProbeTask(machine, check, listener));
    }

    private void runNext(Runnable step) {
        nextSteps.add(step);
    }

    /** Ends a wait of {@link #turn}, now or the next one. */
    void wakeUp() {
        runNext(() -> {});
    }

    /** Goes on with all probes, once something happens or at the latest after so many milliseconds. */
    void turn(long maxWaitMillis) {
        startWaiting();
        try {
            Runnable step = nextSteps.poll(waitMillis(maxWaitMillis), TimeUnit.MILLISECONDS);
            while (step != null) {
                step.run();
                step = nextSteps.poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("probing was interrupted", e);
        }
        long now = EmulatorClock.elapsedMillis();
        for (ProbeTask late = byDeadline.peek(); late != null && late.deadlineMillis <= now; late = byDeadline.peek()) {
            late.end(false, "timed out after " + late.check.timeoutSeconds() + " s");
        }
    }

    private void startWaiting() {
        while (running < MAX_RUNNING && !waiting.isEmpty()) {
            waiting.remove().start();
        }
    }

    /** How long nothing is to be done: until the next deadline at most. */
    private long waitMillis(long maxWaitMillis) {
        ProbeTask next = byDeadline.peek();
        long untilDeadline = next == null ? Long.MAX_VALUE : next.deadlineMillis - EmulatorClock.elapsedMillis();
        return Math.max(0, Math.min(maxWaitMillis, untilDeadline));
    }

    /** Why a probe failed, in the words of the field. */
    private static String reason(Throwable failure) {
        String message = Reason.of(failure);
        if (failure instanceof PortUnreachableException) {
            return "port unreachable";
        }
        if (failure instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (failure instanceof ConnectException && message.startsWith("Connection refused")) {
            return "connection refused";
        }
        if (failure instanceof SocketException && message.startsWith("Connection reset")) {
            return "connection reset";
        }
        return message;
    }

    @Override
    public void close() {
        waiters.shutdownNow();
        ProbeSockets opened = sockets;
        if (opened != null) {
            opened.close();
        }
    }
}
