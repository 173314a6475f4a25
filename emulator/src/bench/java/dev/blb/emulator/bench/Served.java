package dev.blb.emulator.bench;

import java.io.IOException;
import java.net.InetAddress;
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

    private final Process process;
    private final int port;
    private final double startMillis;
    private final double cpuMillis;

    private Served(Process process, int port, double startMillis, double cpuMillis) {
        this.process = process;
        this.port = port;
        this.startMillis = startMillis;
        this.cpuMillis = cpuMillis;
    }

    /** Starts a command, in which PORT stands for a free port, and waits until it answers. Its output goes to a file. */
    static Served start(Path log, List<String> command) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> words = new ArrayList<>(command);
        words.replaceAll(word -> word.replace("PORT", String.valueOf(port)));
        long begin = System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        // As in the image: more of them cost memory that no server here needs speed from.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        Process process = builder.start();
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() - begin > START.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", words) + " does not start:\n" + Files.readString(log));
            }
            Thread.sleep(2);
        }
        double startMillis = (System.nanoTime() - begin) / 1e6;
        double cpuMillis = cpuMillis(process);
        return new Served(process, port, startMillis, cpuMillis);
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
        return port;
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
