package dev.blb.emulator.dataplane;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.CertificateAuthority.Issued;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the data plane beside nginx and HAProxy on this machine, in turns: processor time of the proxy for each request,
 * which a busy machine disturbs least; throughput of large bodies; latency at a thousand requests a second; memory. It sends
 * to loopback only, and ends by itself within three minutes.
 *
 * <p>Needs {@code nginx} with its stream module, {@code haproxy}, {@code wrk} and {@code curl}; without one of them it says so and measures
 * nothing. Its argument is the folder that it may write to.
 */
final class TrafficBench {
    private static final List<String> NEEDED = List.of("nginx", "haproxy", "wrk", "curl");
    private static final int ROUNDS = Integer.getInteger("blb.bench.rounds", 3);
    private static final int SECONDS = Integer.getInteger("blb.bench.trafficSeconds", 3);
    private static final int LARGE_MEGABYTES = 100;
    private static final int LARGE_TIMES = 5;
    private static final int CONNECTIONS = 5_000;
    private static final double TICK_MICROS = 10_000;

    private final Path folder;
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();

    private TrafficBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        for (String program : NEEDED) {
            if (path(program) == null) {
                System.out.println("traffic: skipped, since " + program + " is not installed");
                return;
            }
        }
        TrafficBench bench =
                new TrafficBench(Files.createDirectories(Path.of(arguments[0])).toAbsolutePath());
        try {
            bench.run();
        } finally {
            bench.processes.forEach(Process::destroyForcibly);
        }
        bench.print();
    }

    private static @org.jspecify.annotations.Nullable Path path(String program) {
        for (String each : List.of("/usr/sbin", "/usr/bin", "/usr/local/bin")) {
            if (Files.isExecutable(Path.of(each, program))) {
                return Path.of(each, program);
            }
        }
        return null;
    }

    /** A proxy: its process and its ports for TCP, HTTP and TLS; 0 for one that it does not do here. */
    private record Proxy(String name, long pid, int tcp, int http, int tls) {}

    private void run() throws Exception {
        int[] ports = freePorts(14);
        int server = ports[0];
        Issued certificate = CertificateAuthority.create(Clock.systemUTC())
                .issueForServer(List.of("localhost"), CertificateAuthority.rsaKeys());
        Files.writeString(folder.resolve("chain.pem"), certificate.chainPem());
        Files.writeString(folder.resolve("key.pem"), certificate.keyPem());
        Files.write(folder.resolve("large"), new byte[LARGE_MEGABYTES * 1024 * 1024]);
        Files.writeString(folder.resolve("small"), "a".repeat(100));
        start(
                "nginx",
                "-p",
                folder.toString(),
                "-c",
                nginx(
                        "server",
                        "server { listen 127.0.0.1:" + server + "; root " + folder
                                + "; keepalive_requests 100000000; }",
                        ""));
        long nginx = start(
                        "nginx",
                        "-p",
                        folder.toString(),
                        "-c",
                        nginx("proxy", """
                upstream s { server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }
                server { listen 127.0.0.1:%d; listen 127.0.0.1:%d ssl; ssl_certificate chain.pem; ssl_certificate_key key.pem;
                  ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256; keepalive_requests 100000000;
                  location / { proxy_pass http://s; proxy_http_version 1.1; proxy_set_header Connection "";
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme; } }
                """.formatted(server, ports[1], ports[2]), ""))
                .pid();
        Path haproxyFile = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                listen tcp
                  mode tcp
                  bind 127.0.0.1:%d
                  server s 127.0.0.1:%d
                """.formatted(ports[3], server));
        long haproxy = start("haproxy", "-db", "-f", haproxyFile.toString()).pid();
        try (Echo echo = new Echo()) {
            Process ours = ours(server, ports, echo.port());
            String[] started = line(ours).split(" ", -1);
            add("first bind, ms", "ours", Double.parseDouble(started[0]));
            add("idle data plane, MB resident", "ours", Double.parseDouble(started[1]) / 1024);
            List<Proxy> proxies = List.of(
                    new Proxy("ours", ours.pid(), ports[4], ports[5], ports[6]),
                    new Proxy("nginx", nginx, 0, ports[1], ports[2]),
                    new Proxy("haproxy", haproxy, ports[3], 0, 0));
            for (Proxy proxy : proxies) {
                // The compiler shall have seen everything.
                small(proxy, 4 * SECONDS, false);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (Proxy proxy : proxies) {
                    small(proxy, SECONDS, true);
                    large(proxy);
                }
            }
            latency(server, proxies);
            connections(ports[7], ours.pid());
        }
    }

    private Process ours(int server, int[] ports, int echo) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TrafficProxy.class.getName()));
        for (int port : new int[] {server, ports[4], ports[5], ports[6], echo, ports[7]}) {
            command.add(String.valueOf(port));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("ours.log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private String nginx(String name, String http, String more) throws IOException {
        String configuration = """
                daemon off; master_process off; pid %1$s.pid; error_log %1$s.log;
                events { worker_connections 10000; }
                %3$s
                http { access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u;
                  scgi_temp_path s; tcp_nodelay on; sendfile on; %2$s }
                """.formatted(name, http, more);
        return Files.writeString(folder.resolve(name + ".conf"), configuration).toString();
    }

    private Process start(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(String.valueOf(path(program))));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".out").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        int[] ports = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    // ---- requests

    private void small(Proxy proxy, int seconds, boolean counts) throws IOException, InterruptedException {
        small(proxy, "TCP", proxy.tcp(), "http", seconds, counts);
        small(proxy, "HTTP", proxy.http(), "http", seconds, counts);
        small(proxy, "TLS", proxy.tls(), "https", seconds, counts);
    }

    private void small(Proxy proxy, String what, int port, String scheme, int seconds, boolean counts)
            throws IOException, InterruptedException {
        if (port == 0) {
            return;
        }
        double before = cpuMicros(proxy.pid());
        String output = output("wrk", "-t1", "-c32", "-d" + seconds + "s", scheme + "://127.0.0.1:" + port + "/small");
        double cpu = cpuMicros(proxy.pid()) - before;
        Matcher requests = Pattern.compile("(\\d+) requests in").matcher(output);
        if (!requests.find() || output.contains("Non-2xx")) {
            throw new IllegalStateException(proxy.name() + " " + what + ": " + output);
        }
        if (counts) {
            add(what + " small, us of the proxy a request", proxy.name(), cpu / Integer.parseInt(requests.group(1)));
            add(what + " small, requests a second", proxy.name(), Double.parseDouble(requests.group(1)) / seconds);
        }
    }

    private void large(Proxy proxy) throws IOException, InterruptedException {
        for (int port : new int[] {proxy.tcp(), proxy.http()}) {
            if (port == 0) {
                continue;
            }
            String what = port == proxy.tcp() ? "TCP" : "HTTP";
            String url = "http://127.0.0.1:" + port + "/large";
            double before = cpuMicros(proxy.pid());
            long begin = System.nanoTime();
            for (int i = 0; i < LARGE_TIMES; i++) {
                output("curl", "-sf", "-o", "/dev/null", url);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            add(what + " large, MB a second", proxy.name(), LARGE_TIMES * LARGE_MEGABYTES / seconds);
            double cpu = (cpuMicros(proxy.pid()) - before) / 1000;
            add(what + " large, ms of the proxy a GB", proxy.name(), cpu * 1024 / (LARGE_TIMES * LARGE_MEGABYTES));
        }
    }

    /** What a request takes more than without a proxy, at a thousand a second over sixteen connections. */
    private void latency(int server, List<Proxy> proxies) throws Exception {
        paced(server);
        for (int round = 0; round < ROUNDS; round++) {
            double direct = paced(server);
            for (Proxy proxy : proxies) {
                if (proxy.http() != 0) {
                    add("added p99 at 1,000 requests a second, ms", proxy.name(), paced(proxy.http()) - direct);
                }
            }
        }
    }

    private static double paced(int port) throws Exception {
        int threads = 16;
        long pauseNanos = TimeUnit.SECONDS.toNanos(threads) / 1000;
        ExecutorService clients = Executors.newFixedThreadPool(threads);
        List<Future<long[]>> results = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            results.add(clients.submit(() -> paced(port, 125, pauseNanos)));
        }
        List<Long> all = new ArrayList<>();
        for (Future<long[]> result : results) {
            Arrays.stream(result.get()).forEach(all::add);
        }
        clients.shutdown();
        all.sort(null);
        return all.get(all.size() * 99 / 100) / 1e6;
    }

    private static long[] paced(int port, int count, long pauseNanos) throws IOException {
        long[] nanos = new long[count];
        byte[] request = "GET /small HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] answer = new byte[4096];
            long due = System.nanoTime();
            for (int i = 0; i < count; i++) {
                LockSupport.parkNanos(due - System.nanoTime());
                long begin = System.nanoTime();
                socket.getOutputStream().write(request);
                int length = 0;
                while (!new String(answer, 0, length, StandardCharsets.US_ASCII).endsWith("a".repeat(100))) {
                    length += in.read(answer, length, answer.length - length);
                }
                nanos[i] = System.nanoTime() - begin;
                due += pauseNanos;
            }
        }
        return nanos;
    }

    private void connections(int port, long pid) throws IOException {
        add("MB resident before the connections", "ours", residentKilobytes(pid) / 1024.0);
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(10_000);
                open.add(socket);
            }
            for (Socket socket : open) {
                socket.getOutputStream().write(7);
            }
            for (Socket socket : open) {
                if (socket.getInputStream().read() != 7) {
                    throw new IllegalStateException("an echo is missing");
                }
            }
            add("MB resident with 5,000 connections at -Xmx64m", "ours", residentKilobytes(pid) / 1024.0);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    // ---- processes

    private static String line(Process process) throws IOException {
        return String.valueOf(
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine());
    }

    private static String output(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(String.valueOf(path(program))));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + output);
        }
        return output;
    }

    /** The processor time that a process has had, in microseconds. */
    private static double cpuMicros(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) * TICK_MICROS;
    }

    static long residentKilobytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private void add(String what, String of, double value) {
        figures.computeIfAbsent(what + "\t" + of, any -> new ArrayList<>()).add(value);
    }

    private void print() {
        figures.forEach((what, values) -> {
            double[] sorted = values.stream().mapToDouble(x -> x).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%s\t%.2f\t(%.2f to %.2f)%n",
                    what,
                    sorted[sorted.length / 2],
                    sorted[0],
                    sorted[sorted.length - 1]);
        });
    }
}
