package dev.blb.emulator.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A light generator of load: one thread and one kept socket for each connection, requests that are bytes beforehand. */
final class Load {
    private static final int TIMEOUT_MILLIS = 30_000;

    /** The time before the first request of a paced run is due, in which all connections open. */
    private static final Duration OPENING = Duration.ofMillis(200);

    private static final SSLSocketFactory TRUSTING_ALL = trustingAll();

    private Load() {}

    private static SSLSocketFactory trustingAll() {
        X509TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {all}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /** What came out: answers a second, latencies, the server's processor time for each, the bodies if asked for. */
    record Result(double perSecond, double p50Millis, double p99Millis, double cpuMicros, List<String> bodies) {}

    /**
     * Sends these requests, each connection the next one that nobody has sent, until time is up or, if they are not to be
     * repeated, all are sent.
     *
     * @throws IllegalStateException if an answer is not 200
     */
    static Result run(
            Served server, int connections, Duration time, List<byte[]> requests, boolean repeat, boolean bodies) {
        return run(List.of(server), connections, time, requests, repeat, bodies);
    }

    /** The same to several servers, to each over an equal part of the connections. */
    static Result run(
            List<Served> servers,
            int connections,
            Duration time,
            List<byte[]> requests,
            boolean repeat,
            boolean bodies) {
        AtomicInteger next = new AtomicInteger();
        List<Worker> workers = workers(connections, bodies);
        double cpu = servers.stream().mapToDouble(Served::cpuMillisNow).sum();
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        together(connections, i -> workers.get(i).run(servers.get(i % servers.size()), end, requests, repeat, next));
        cpu = servers.stream().mapToDouble(Served::cpuMillisNow).sum() - cpu;
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] nanos = sortedNanos(workers);
        return new Result(
                nanos.length / seconds,
                nanos[nanos.length / 2] / 1e6,
                p99Millis(nanos),
                1000 * cpu / nanos.length,
                workers.stream().flatMap(worker -> worker.bodies.stream()).toList());
    }

    /**
     * Sends a request so many times at a fixed rate, the connections in turns; the 99th percentile of the milliseconds from when
     * a request was due to its answer.
     *
     * @throws IllegalStateException if an answer is not 200
     */
    static double pacedP99Millis(Served server, int connections, int perSecond, int count, byte[] request) {
        List<Worker> workers = workers(connections, false);
        long apart = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long begin = System.nanoTime() + OPENING.toNanos();
        together(
                connections,
                i -> workers.get(i)
                        .runPaced(server, request, begin + i * apart, connections * apart, count / connections));
        return p99Millis(sortedNanos(workers));
    }

    private static List<Worker> workers(int connections, boolean bodies) {
        return Stream.generate(() -> new Worker(bodies)).limit(connections).toList();
    }

    /** The latencies of all workers, the least first. */
    private static long[] sortedNanos(List<Worker> workers) {
        return workers.stream()
                .flatMapToLong(worker -> Arrays.stream(worker.nanos, 0, worker.count))
                .sorted()
                .toArray();
    }

    private static double p99Millis(long[] sortedNanos) {
        return sortedNanos[(int) (sortedNanos.length * 0.99)] / 1e6;
    }

    /** What one connection does, by its number. */
    private interface Share {
        void run(int connection) throws IOException;
    }

    /** Runs one task for each connection, each on its own thread, and waits for all. */
    private static void together(int connections, Share share) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int connection = i;
                running.add(threads.submit(() -> {
                    share.run(connection);
                    return connection;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("load failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Opens so many connections, sends a request on each while all are open, and again; returns how many were answered both times.
     *
     * @throws IOException if one is refused, or an answer is not 200
     */
    static int keptOpen(Served server, int connections, byte[] request) throws IOException {
        List<Connection> open = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                open.add(new Connection(server.address(), server.hasTls()));
            }
            for (int turn = 0; turn < 2; turn++) {
                for (Connection connection : open) {
                    connection.exchange(request, false);
                }
            }
            return open.size();
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    /** One request on a connection of its own: the body of its answer. */
    static String once(int port, byte[] request) throws IOException {
        try (Connection connection =
                new Connection(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), false)) {
            return connection.exchange(request, true);
        }
    }

    /** One connection's share of a run. */
    private static final class Worker {
        private final boolean keepsBodies;
        private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
        private long[] nanos = new long[4096];
        private int count;

        Worker(boolean keepsBodies) {
            this.keepsBodies = keepsBodies;
        }

        void run(Served server, long end, List<byte[]> requests, boolean repeat, AtomicInteger next)
                throws IOException {
            try (Connection connection = new Connection(server.address(), server.hasTls())) {
                long before = System.nanoTime();
                while (before < end) {
                    int index = next.getAndIncrement();
                    if (!repeat && index >= requests.size()) {
                        return;
                    }
                    String body = connection.exchange(requests.get(index % requests.size()), keepsBodies);
                    long after = System.nanoTime();
                    add(after - before);
                    if (keepsBodies) {
                        bodies.add(body);
                    }
                    before = after;
                }
            }
        }

        void runPaced(Served server, byte[] request, long firstDue, long apart, int times) throws IOException {
            try (Connection connection = new Connection(server.address(), server.hasTls())) {
                // Does not count, since a connection's first request also waits for the server to accept it.
                connection.exchange(request, false);
                for (int i = 0; i < times; i++) {
                    long due = firstDue + i * apart;
                    // In a loop, since a thread may be woken early.
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    connection.exchange(request, false);
                    // From when it was due, so that a request that waits for the answer before it counts as slow.
                    add(System.nanoTime() - due);
                }
            }
        }

        private void add(long latency) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = latency;
        }
    }

    /** A kept connection. Reads what the servers here send: a status line, headers with Content-Length, a body. */
    private static final class Connection implements AutoCloseable {
        private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private byte[] buffer = new byte[16_384];

        Connection(InetSocketAddress to, boolean tls) throws IOException {
            socket = tls ? TRUSTING_ALL.createSocket() : new Socket();
            socket.connect(to, TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        String exchange(byte[] request, boolean wantsBody) throws IOException {
            out.write(request);
            int filled = 0;
            int head = -1;
            int scanned = 0;
            while (head < 0) {
                filled += read(filled);
                for (; scanned + 3 < filled && head < 0; scanned++) {
                    if (buffer[scanned] == '\r' && buffer[scanned + 2] == '\r') {
                        head = scanned + 4;
                    }
                }
            }
            int length = contentLength(head);
            while (filled < head + length) {
                filled += read(filled);
            }
            if (buffer[9] != '2') {
                throw new IOException(new String(buffer, 0, filled, StandardCharsets.UTF_8) + "\nis the answer to\n"
                        + new String(request, StandardCharsets.UTF_8));
            }
            return wantsBody ? new String(buffer, head, length, StandardCharsets.UTF_8) : "";
        }

        private int read(int filled) throws IOException {
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * filled);
            }
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                throw new IOException("the connection was closed");
            }
            return count;
        }

        private int contentLength(int head) throws IOException {
            for (int line = 0; line < head; line++) {
                if (buffer[line] == '\n' && isLength(line + 1)) {
                    int length = 0;
                    for (int i = line + 1 + LENGTH.length; buffer[i] != '\r'; i++) {
                        length = buffer[i] == ' ' ? length : 10 * length + buffer[i] - '0';
                    }
                    return length;
                }
            }
            throw new IOException("an answer without Content-Length");
        }

        private boolean isLength(int start) {
            for (int i = 0; i < LENGTH.length; i++) {
                if ((buffer[start + i] | 0x20) != (LENGTH[i] | 0x20)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
