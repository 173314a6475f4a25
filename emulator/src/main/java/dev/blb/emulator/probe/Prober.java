package dev.blb.emulator.probe;

import dev.blb.emulator.time.EmulatorClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Carries out probes, thousands with one thread: the one that calls {@link #turn}. Only {@link #wakeUp} may be called by
 * others. Name look-ups and echoes, which Java can only do by waiting, are done by a few threads that end when idle.
 */
final class Prober implements AutoCloseable {
    /** Well below the 1024 open files that many systems allow a process. */
    private static final int MAX_RUNNING = 400;

    private static final int MAX_WAITING_THREADS = 32;

    private final Selector selector;
    private final Deque<ProbeTask> waiting = new ArrayDeque<>();
    private final Queue<Runnable> nextSteps = new ConcurrentLinkedQueue<>();
    private final Queue<ProbeTask> byDeadline =
            new PriorityQueue<>(Comparator.comparingLong(task -> task.deadlineMillis));
    private final ThreadPoolExecutor waiters;
    private final Predicate<InetAddress> allowed;
    private int running;

    /** A prober without probes, which sends only to addresses that are allowed. */
    Prober(Predicate<InetAddress> allowed) {
        this.allowed = allowed;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no probe can be sent", e);
        }
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
        private final Consumer<Outcome> listener;
        private long startMillis;
        private long deadlineMillis;
        private Optional<SelectionKey> key = Optional.empty();
        private boolean decided;
        private boolean over;

        private ProbeTask(Machine machine, Check check, Consumer<Outcome> listener) {
            this.machine = machine;
            this.check = check;
            this.listener = listener;
        }

        private void start() {
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
                        false, "address " + found.getHostAddress() + " may not be probed (setting --allow-targets)"));
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
                Conversation conversation =
                        Conversation.open(check, new InetSocketAddress(address, machine.portFor(check.port())));
                Ready ready = new Ready(this, conversation);
                SelectionKey registered = conversation.channel().register(selector, 0, ready);
                key = Optional.of(registered);
                // What can be done at once would not wake the selector.
                runNext(() -> ready.goOn(registered));
            } catch (IOException | RuntimeException failure) {
                runNext(() -> end(false, reason(failure)));
            }
        }

        /** The result is known; what may still be heard does not change it. */
        private void decide(boolean up, String reason) {
            if (!decided) {
                decided = true;
                listener.accept(new Outcome(up, reason, Math.max(0, EmulatorClock.elapsedMillis() - startMillis)));
            }
        }

        private void end(boolean up, String reason) {
            decide(up, reason);
            if (!over) {
                over = true;
                running--;
                byDeadline.remove(this);
                key.ifPresent(Prober::close);
            }
        }
    }

    /** What a key of the selector carries. */
    private record Ready(ProbeTask task, Conversation conversation) {
        void goOn(SelectionKey key) {
            try {
                conversation.goOn().ifPresent(verdict -> task.decide(verdict.up(), verdict.reason()));
                if (conversation.interest() == 0) {
                    task.end(false, "");
                } else {
                    key.interestOps(conversation.interest());
                }
            } catch (IOException | RuntimeException failure) {
                task.end(false, reason(failure));
            }
        }
    }

    /** Sends a probe, or lets it wait for its turn; the listener is called by the thread that calls {@link #turn}. */
    void send(Machine machine, Check check, Consumer<Outcome> listener) {
        waiting.add(new ProbeTask(machine, check, listener));
    }

    private void runNext(Runnable step) {
        nextSteps.add(step);
        selector.wakeup();
    }

    /** Ends a wait of {@link #turn}, now or the next one. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Goes on with all probes, once something happens or at the latest after so many milliseconds. */
    void turn(long maxWaitMillis) {
        startWaiting();
        try {
            selector.select(waitMillis(maxWaitMillis));
        } catch (IOException e) {
            throw new UncheckedIOException("probes cannot be awaited", e);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                ((Ready) key.attachment()).goOn(key);
            }
        }
        selector.selectedKeys().clear();
        for (Runnable step = nextSteps.poll(); step != null; step = nextSteps.poll()) {
            step.run();
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

    /** How long nothing is to be done; at least a millisecond, as 0 would wait for ever. */
    private long waitMillis(long maxWaitMillis) {
        if (!nextSteps.isEmpty()) {
            return 1;
        }
        ProbeTask next = byDeadline.peek();
        long untilDeadline = next == null ? Long.MAX_VALUE : next.deadlineMillis - EmulatorClock.elapsedMillis();
        return Math.max(1, Math.min(maxWaitMillis, untilDeadline));
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException alreadyGone) {
            key.cancel();
        }
    }

    /** Why a probe failed, in the words of the field. */
    private static String reason(Exception failure) {
        String message = String.valueOf(failure.getMessage());
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
        selector.keys().forEach(Prober::close);
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the selector cannot be closed", e);
        }
    }
}
