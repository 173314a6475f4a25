package dev.blb.emulator.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, from its start to its first answer and its end. */
final class Served implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path log;
    private final List<String> command;
    private final Process process;
    private final InetSocketAddress address;
    private final boolean tls;
    private final long begin;
    private final double startMillis;
    private final double cpuMillis;

    private Served(
            Path log,
            List<String> command,
            Process process,
            InetSocketAddress address,
            boolean tls,
            long begin,
            double startMillis,
            double cpuMillis) {
        this.log = log;
        this.command = command;
        this.process = process;
        this.address = address;
        this.tls = tls;
        this.begin = begin;
        this.startMillis = startMillis;
        this.cpuMillis = cpuMillis;
    }

    /** Starts a command, in which PORT stands for a free port, and waits until it answers. Its output goes to a file. */
    static Served start(Path log, List<String> command) throws IOException, InterruptedException {
        int port = freePort();
        List<String> words = new ArrayList<>(command);
        words.replaceAll(word -> word.replace("PORT", String.valueOf(port)));
        return started(log, port, words).ready();
    }

    /** Starts a command that will listen on this port of loopback, and does not wait. */
    static Served started(Path log, int port, List<String> command) throws IOException {
        long begin = System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // As in the image: more of them cost memory that no server here needs speed from.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Process process = builder.start();
        // Also where this program fails before it closes the server.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return new Served(log, command, process, address, false, begin, 0, 0);
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** The same once it answers; it then knows how long that took. */
    Served ready() throws IOException, InterruptedException {
        while (!answers(port())) {
            if (!process.isAlive() || System.nanoTime() - begin > START.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        String.join(" ", command) + " does not start:\n" + Files.readString(log));
            }
            Thread.sleep(2);
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        return new Served(log, command, process, address, tls, begin, millis, cpuMillis(process));
    }

    /** The same process, reached at another address that it listens on. */
    Served at(InetSocketAddress other) {
        return new Served(log, command, process, other, tls, begin, startMillis, cpuMillis);
    }

    /** The same, spoken to by TLS. */
    Served withTls() {
        return new Served(log, command, process, address, true, begin, startMillis, cpuMillis);
    }

    private static boolean answers(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /_blb/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(12);
            return new String(status, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (SocketException notYet) {
            return false;
        }
    }

    int port() {
        return address.getPort();
    }

    InetSocketAddress address() {
        return address;
    }

    boolean hasTls() {
        return tls;
    }

    /** How long the first answer took, from the start of the process. */
    double startMillis() {
        return startMillis;
    }

    /** The processor time until then. */
    double cpuMillis() {
        return cpuMillis;
    }

    /** The processor time that it has used so far. */
    double cpuMillisNow() {
        return cpuMillis(process);
    }

    private static double cpuMillis(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e6;
    }

    /** The memory it holds, in MB; 0 where the system does not say. */
    double residentMegabytes() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1000)
                .sum();
    }

    /** Ends it by SIGTERM, so that it writes the archive that it was asked for. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
