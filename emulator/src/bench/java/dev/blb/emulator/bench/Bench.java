package dev.blb.emulator.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures the emulator from outside and inside beside the limit, a bare Javalin server, in interleaved rounds: writes
 * {@code target/bench/} and, after a whole run, the table in the README.
 *
 * <p>Arguments: the folder of the module; then the parts to run, or none for all. Ends within half an hour: a part that
 * would begin too late is left out, and the page says so.
 */
final class Bench {
    private static final List<String> PARTS =
            List.of("start", "throughput", "growth", "file", "journal", "traffic", "postgres", "junit", "inside");
    private static final Duration LATEST_BEGIN = Duration.ofMinutes(24);
    private static final Duration SLICE = Duration.ofMillis(Long.getLong("blb.bench.sliceMillis", 500));
    /** Rounds before those that count, until the compiler has seen every request a few thousand times. */
    private static final int WARM_UPS = 2;

    /** How long the server of the throughput is warmed up before. */
    private static final Duration WARM_UP = Duration.ofSeconds(40);

    /** The same where several kinds of traffic, or several servers, share it. Two rounds were too few: the figures still doubled. */
    private static final Duration LONG_WARM_UP = Duration.ofSeconds(90);

    /** The row of the start that begins with 1,000 instances. */
    static final String SEEDED = "25 AOT, as in the image, 1000 seeded";

    /** The series of 1,000 instances, a fifth of them full. */
    static final String BESIDE_FULL_ONES = "1000, a fifth full";

    /** The series of an emulator on PostgreSQL, before the number of its instances. */
    static final String POSTGRES = "PostgreSQL ";

    private static final int ROUNDS = Integer.getInteger("blb.bench.rounds", 3);

    /** Room for 100,000 instances; the same for the limit. */
    private static final List<String> ROOMY = List.of("-XX:+UseSerialGC", "-Xmx1g");

    private static final List<String> LARGE_QUOTAS =
            List.of("--quota-load-balancers", "1000000", "--quota-listeners", "1000", "--quota-backends", "1000");

    private final Path module;
    /** From the start of the process to the answer to the first signed create, sent once the health route answered. */
    static final String FIRST_CREATE = "start: ms to the first create";

    /** The latency of each of the first creates after the health route answered. */
    static final String FIRST_CALLS_TABLE = "start: ms of each first create";

    static final int FIRST_CALLS = 10;

    /** The latency of the first create of a listener, the data plane off or on. */
    static final String FIRST_LISTENER = "data plane: ms of the first listener";

    /** How many connections are kept open at once. */
    private static final int MANY_CONNECTIONS = 5_000;

    private final Path out;
    private final Path jar;
    private final List<Jdk> jdks = Jdk.found();
    private final Figures figures = new Figures();

    private Bench(Path module) throws IOException {
        this.module = module;
        out = Files.createDirectories(module.resolve("target/bench"));
        jar = module.resolve("target/blb-emulator.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; package it first");
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path module = Path.of(arguments[0]).toAbsolutePath();
        Set<String> wanted =
                Set.of(arguments).stream().filter(PARTS::contains).collect(java.util.stream.Collectors.toSet());
        Bench bench = new Bench(module);
        boolean whole;
        try {
            whole = bench.run(wanted.isEmpty() ? Set.copyOf(PARTS) : wanted);
        } finally {
            bench.figures.write(bench.out.resolve("figures.json"));
        }
        List<Goal.Line> lines = Goal.lines(bench.figures);
        Files.writeString(bench.out.resolve("index.html"), Page.html(bench.figures, lines));
        String table = Goal.table(lines, bench.figures.facts());
        System.out.println(table);
        if (whole) {
            Goal.intoPage(module.resolve("docs/performance.md"), table);
        }
    }

    /** Runs the parts; whether these were all. */
    private boolean run(Set<String> wanted) throws Exception {
        long begin = System.nanoTime();
        var system = ManagementFactory.getOperatingSystemMXBean();
        figures.fact("date", LocalDate.now(ZoneOffset.UTC).toString());
        figures.fact("machine", machine());
        figures.fact("JDKs", jdks.stream().map(Jdk::feature).toList().toString());
        figures.fact("load before", String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
        boolean whole = true;
        for (String part : PARTS) {
            if (!wanted.contains(part) || System.nanoTime() - begin > LATEST_BEGIN.toNanos()) {
                whole = false;
                figures.fact("left out: " + part, wanted.contains(part) ? "no time was left" : "not asked for");
                continue;
            }
            switch (part) {
                case "start" -> starts();
                case "throughput" -> throughput();
                case "growth" -> growth();
                case "file" -> file();
                case "journal" -> journal();
                case "traffic" -> whole &= traffic();
                case "postgres" -> whole &= postgres();
                case "junit" -> extension();
                default -> inside();
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s done after %d s%n",
                    part,
                    Duration.ofNanos(System.nanoTime() - begin).toSeconds());
        }
        figures.fact("load after", String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
        figures.fact(
                "seconds",
                String.valueOf(Duration.ofNanos(System.nanoTime() - begin).toSeconds()));
        return whole;
    }

    private static String machine() throws IOException {
        Path cpus = Path.of("/proc/cpuinfo");
        String model = Files.exists(cpus)
                ? Files.readAllLines(cpus).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 2))
                        .findFirst()
                        .orElse("unknown processor")
                : System.getProperty("os.arch");
        return Runtime.getRuntime().availableProcessors() + " cores of " + model + ", " + System.getProperty("os.name");
    }

    private Jdk newest() {
        return jdks.get(jdks.size() - 1);
    }

    private Path log(String name) {
        return out.resolve(name + ".log");
    }

    private List<String> emulator(Jdk jdk, List<String> jvm, List<String> settings) {
        return command(jdk, jvm, List.of("-jar", jar.toString(), "--port", "PORT"), settings);
    }

    private static List<String> command(Jdk jdk, List<String> jvm, List<String> program, List<String> settings) {
        return Stream.of(List.of(jdk.java().toString()), jvm, program, settings)
                .flatMap(List::stream)
                .toList();
    }

    private Served limit() throws IOException, InterruptedException {
        List<String> program = List.of("-cp", System.getProperty("java.class.path"), Limit.class.getName(), "PORT");
        return Served.start(log("limit"), command(newest(), ROOMY, program, List.of()));
    }

    private Served roomy(String name, String... settings) throws IOException, InterruptedException {
        List<String> all =
                Stream.concat(LARGE_QUOTAS.stream(), Stream.of(settings)).toList();
        return Served.start(log(name), emulator(newest(), ROOMY, all));
    }

    // ---- start-up and memory

    /** How a JVM is started: its flags once there is an archive, and those that make one. */
    private record Way(String name, Path java, Path jar, List<String> flags, List<String> making) {
        private List<String> command(List<String> flags, String server, List<String> program) {
            return Stream.of(
                            List.of(java.toString()),
                            flags.stream()
                                    .map(flag -> flag.replace("SERVER", server))
                                    .toList(),
                            program)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    private void starts() throws IOException, InterruptedException {
        Path bareJar = bareJar();
        Map<Way, Map<String, List<String>>> commands = new LinkedHashMap<>();
        for (Jdk jdk : jdks) {
            for (Way way : ways(jdk)) {
                Map<String, List<String>> servers = new LinkedHashMap<>();
                for (String server : List.of("limit", "emulator")) {
                    List<String> program = server.equals("limit")
                            ? List.of(
                                    "-cp",
                                    bareJar + File.pathSeparator + way.jar(),
                                    BareJavalin.class.getName(),
                                    "PORT")
                            : List.of("-jar", way.jar().toString(), "--port", "PORT");
                    // The image's emulator was trained when the image was made.
                    boolean trained = server.equals("emulator") && !way.jar().equals(jar);
                    if (!way.making().isEmpty() && !trained) {
                        train(way.command(way.making(), server, program), server.equals("emulator"));
                    }
                    servers.put(server, way.command(way.flags(), server, program));
                }
                commands.put(way, servers);
            }
        }
        List<String> shipped = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            for (var way : commands.entrySet()) {
                for (var server : way.getValue().entrySet()) {
                    // The last one in the end: the emulator on the newest JDK as the image runs it.
                    shipped = server.getValue();
                    try (Served served = Served.start(log("start"), shipped)) {
                        String row = way.getKey().name();
                        figures.add("start: ms to the first answer", row, server.getKey(), served.startMillis());
                        figures.add(
                                "start: processor ms to the first answer", row, server.getKey(), served.cpuMillis());
                        if (server.getKey().equals("emulator")) {
                            firstCreates(served, row);
                        }
                        TimeUnit.MILLISECONDS.sleep(200);
                        figures.add("start: MB resident", row, server.getKey(), served.residentMegabytes());
                    }
                }
            }
        }
        seeded(shipped);
        memory(shipped);
        firstListener(shipped);
    }

    /** The first listener of a process, without and with the data plane, which then loads what it needs and binds a port. */
    private void firstListener(List<String> shipped) throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            for (String mode : List.of("off", "on")) {
                List<String> command = Stream.concat(shipped.stream(), Stream.of("--data-plane", mode))
                        .toList();
                try (Served served = Served.start(log("first-listener"), command)) {
                    Requests requests = new Requests(served.port());
                    String blbId = blbId(Load.once(served.port(), requests.create()));
                    long begin = System.nanoTime();
                    Load.once(served.port(), requests.createListener(blbId, 8080));
                    figures.add(FIRST_LISTENER, "data plane", mode, (System.nanoTime() - begin) / 1e6);
                    TimeUnit.MILLISECONDS.sleep(200);
                    figures.add("memory: MB resident", "one listener", mode, served.residentMegabytes());
                }
            }
        }
    }

    /** What a program meets that creates as soon as the server says that it is ready: the first ten creates, one after the other. */
    private void firstCreates(Served served, String row) throws IOException {
        byte[] create = new Requests(served.port()).create();
        for (int call = 1; call <= FIRST_CALLS; call++) {
            long begin = System.nanoTime();
            blbId(Load.once(served.port(), create));
            double millis = (System.nanoTime() - begin) / 1e6;
            figures.add(FIRST_CALLS_TABLE, row, "call " + call, millis);
            if (call == 1) {
                figures.add(FIRST_CREATE, row, "emulator", served.startMillis() + millis);
            }
        }
    }

    private void seeded(List<String> shipped) throws IOException, InterruptedException {
        String instance = "  - {name: web, vpcId: vpc-emulator0001, subnetId: sbn-emulator0001}\n";
        Path seed = Files.writeString(out.resolve("seed.yaml"), "loadBalancers:\n" + instance.repeat(1_000));
        List<String> command = Stream.of(shipped, LARGE_QUOTAS, List.of("--seed", seed.toString()))
                .flatMap(List::stream)
                .toList();
        for (int round = 0; round < ROUNDS; round++) {
            try (Served served = Served.start(log("seeded"), command)) {
                figures.add("start: ms to the first answer", SEEDED, "emulator", served.startMillis());
            }
        }
    }

    private List<Way> ways(Jdk jdk) throws IOException, InterruptedException {
        String name = String.valueOf(jdk.feature());
        List<Way> ways = new ArrayList<>();
        ways.add(new Way(name + " plain", jdk.java(), jar, List.of(), List.of()));
        String archive = out.resolve("SERVER-" + name + ".jsa").toString();
        ways.add(new Way(
                name + " CDS",
                jdk.java(),
                jar,
                List.of("-XX:SharedArchiveFile=" + archive),
                List.of("-XX:ArchiveClassesAtExit=" + archive)));
        if (jdk.feature() >= 25) {
            Path image = image(jdk);
            String cache = image.resolve("blb-SERVER.aot").toString();
            ways.add(new Way(
                    name + " AOT, as in the image",
                    image.resolve("runtime/bin/java"),
                    image.resolve("blb-emulator.jar"),
                    List.of("-XX:AOTCache=" + cache),
                    List.of("-XX:AOTCacheOutput=" + cache)));
        }
        return ways;
    }

    /** What the image runs, made as its build makes it. */
    private Path image(Jdk jdk) throws IOException, InterruptedException {
        Path image = Files.createTempDirectory(out, "image");
        Path log = log("image");
        ProcessBuilder builder = new ProcessBuilder(
                        module.resolveSibling("docker/assemble").toString(), jar.toString(), image.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .merge(
                        "PATH",
                        jdk.java().resolveSibling("").toString(),
                        (path, bin) -> bin + File.pathSeparator + path);
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("the image's files were not made:\n" + Files.readString(log));
        }
        return image;
    }

    private void train(List<String> command, boolean isEmulator) throws IOException, InterruptedException {
        try (Served served = Served.start(log("train"), command)) {
            Requests requests = new Requests(served.port());
            for (int i = 0; isEmulator && i < 3; i++) {
                String blbId = blbId(Load.once(served.port(), requests.create()));
                for (byte[] request : List.of(
                        requests.describe(blbId),
                        requests.list(""),
                        requests.createListener(blbId, 80),
                        requests.addServer(blbId, 1),
                        requests.health(blbId),
                        requests.delete(blbId))) {
                    Load.once(served.port(), request);
                }
            }
        }
    }

    /** The bare server as a jar, since an archive holds no classes out of folders. */
    private Path bareJar() throws IOException {
        Path bare = out.resolve("bare.jar");
        try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(bare));
                InputStream from = Bench.class.getResourceAsStream("BareJavalin.class")) {
            if (from == null) {
                throw new IllegalStateException("BareJavalin is missing from the test classes");
            }
            to.putNextEntry(new JarEntry(BareJavalin.class.getName().replace('.', '/') + ".class"));
            copy(from, to);
        }
        return bare;
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        from.transferTo(to);
    }

    private void memory(List<String> shipped) throws IOException, InterruptedException {
        List<String> large =
                Stream.concat(shipped.stream(), LARGE_QUOTAS.stream()).toList();
        try (Served served = Served.start(log("memory"), large)) {
            figures.add("memory: MB resident", "after start", "emulator", served.residentMegabytes());
            fill(served, 1_000);
            figures.add("memory: MB resident", "with 1000", "emulator", served.residentMegabytes());
            List<String> ids = fill(served, 9_000);
            Requests requests = new Requests(served.port());
            List<byte[]> reads = ids.stream().map(requests::describe).toList();
            Load.run(served, 16, SLICE.multipliedBy(2), reads, true, false);
            figures.add("memory: MB resident", "with 10000, after reads", "emulator", served.residentMegabytes());
        }
    }

    // ---- throughput

    private void throughput() throws IOException, InterruptedException {
        try (Served limit = limit();
                Served served = roomy("throughput")) {
            List<String> stored = fill(served, 1_000);
            for (long end = System.nanoTime() + WARM_UP.toNanos(); System.nanoTime() < end; ) {
                atLimit(limit, "/fixed", 4);
                atLimit(limit, "/insert", 4);
                operations(served, stored, 4);
            }
            for (int round = -WARM_UPS; round < ROUNDS; round++) {
                for (int connections : List.of(1, 16, 64)) {
                    String suffix = " c" + connections;
                    for (String path : List.of("/fixed", "/page", "/insert")) {
                        note(round, path + suffix, "limit", atLimit(limit, path, connections));
                    }
                    for (var each : operations(served, stored, connections).entrySet()) {
                        note(round, each.getKey() + suffix, "emulator", each.getValue());
                    }
                }
            }
        }
    }

    /** What warms up does not count. */
    private void note(int round, String row, String series, Load.Result result) {
        if (round >= 0) {
            figures.add("throughput: a second", row, series, result.perSecond());
            figures.add("latency: p50 ms", row, series, result.p50Millis());
            figures.add("latency: p99 ms", row, series, result.p99Millis());
            figures.add("processor us of the server for each", row, series, result.cpuMicros());
        }
    }

    private static Load.Result atLimit(Served limit, String path, int connections) {
        return Load.run(limit, connections, SLICE, List.of(new Requests(limit.port()).limit(path)), true, false);
    }

    /** Each operation for a while; what was created is deleted in the end. */
    private static Map<String, Load.Result> operations(Served served, List<String> stored, int connections) {
        Requests requests = new Requests(served.port());
        Map<String, Load.Result> results = new LinkedHashMap<>();
        Load.Result created = Load.run(served, connections, SLICE, List.of(requests.create()), true, true);
        List<String> ids = created.bodies().stream().map(Bench::blbId).toList();
        results.put("create", created);
        results.put(
                "create listener",
                Load.run(served, connections, SLICE, spread(ids, 12, requests::createListener), false, false));
        results.put(
                "add a server",
                Load.run(served, connections, SLICE, spread(ids, 12, requests::addServer), false, false));
        results.put("health", Load.run(served, connections, SLICE, List.of(requests.health(ids.get(0))), true, false));
        results.put(
                "describe",
                Load.run(
                        served,
                        connections,
                        SLICE,
                        stored.stream().map(requests::describe).toList(),
                        true,
                        false));
        results.put(
                "list a page of 100", Load.run(served, connections, SLICE, List.of(requests.list("")), true, false));
        results.put("delete", deleteAll(served, ids, connections));
        return results;
    }

    private interface Numbered {
        byte[] request(String blbId, int number);
    }

    private static List<byte[]> spread(List<String> ids, int times, Numbered numbered) {
        return IntStream.range(80, 80 + times)
                .boxed()
                .flatMap(number -> ids.stream().map(id -> numbered.request(id, number)))
                .toList();
    }

    private static Load.Result deleteAll(Served served, List<String> ids, int connections) {
        Requests requests = new Requests(served.port());
        return Load.run(
                served,
                connections,
                Duration.ofMinutes(1),
                ids.stream().map(requests::delete).toList(),
                false,
                false);
    }

    private static List<String> fill(Served served, int count) {
        byte[] create = new Requests(served.port()).create();
        List<byte[]> creates = IntStream.range(0, count).mapToObj(i -> create).toList();
        return Load.run(served, 16, Duration.ofMinutes(3), creates, false, true).bodies().stream()
                .map(Bench::blbId)
                .toList();
    }

    private static String blbId(String body) {
        try {
            return new ObjectMapper().readTree(body).path("blbId").textValue();
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + body, e);
        }
    }

    // ---- growth

    /** A server with so many instances. */
    private record Stocked(String name, Served served, List<String> ids) implements AutoCloseable {
        @Override
        public void close() {
            served.close();
        }
    }

    private Stocked stocked(String name, int size, String... settings) throws IOException, InterruptedException {
        Served served = roomy(name, settings);
        return new Stocked(name, served, fill(served, size));
    }

    private void growth() throws IOException, InterruptedException {
        List<Stocked> servers = new ArrayList<>();
        try {
            for (int size : List.of(100, 1_000, 10_000, 100_000)) {
                servers.add(stocked(String.valueOf(size), size));
            }
            servers.add(besideFullOnes());
            for (Stocked each : servers) {
                figures.add(
                        "memory: MB resident with -Xmx1g",
                        "instances",
                        each.name(),
                        each.served().residentMegabytes());
            }
            for (Stocked each : servers) {
                // Machines to filter by, ten of them each at ten instances; others are at none.
                Requests requests = new Requests(each.served().port());
                Load.run(
                        each.served(),
                        1,
                        SLICE,
                        spread(each.ids().subList(0, 10), 10, requests::addServer),
                        false,
                        false);
            }
            for (int round = -WARM_UPS; round < ROUNDS; round++) {
                for (Stocked each : servers) {
                    grown(round, each);
                }
            }
        } finally {
            servers.forEach(Stocked::close);
        }
    }

    /** Instances of which a fifth have as many listeners and servers as they may have; the others are asked for. */
    private Stocked besideFullOnes() throws IOException, InterruptedException {
        Stocked all = stocked(BESIDE_FULL_ONES, 1_000);
        List<String> full = all.ids().subList(0, 200);
        Requests requests = new Requests(all.served().port());
        for (Numbered numbered : List.<Numbered>of(requests::createListener, requests::addServer)) {
            Load.run(all.served(), 16, Duration.ofMinutes(1), spread(full, 50, numbered), false, false);
        }
        return new Stocked(all.name(), all.served(), all.ids().subList(200, 1_000));
    }

    private void grown(int round, Stocked stocked) {
        Served served = stocked.served();
        List<String> ids = stocked.ids();
        int size = ids.size();
        Requests requests = new Requests(served.port());
        // The same number of different requests at every size, so that the generator costs the same.
        List<String> some = IntStream.range(0, 1000)
                .mapToObj(i -> ids.get((int) (i * 7919L % ids.size())))
                .toList();
        Load.Result created = Load.run(served, 1, SLICE, List.of(requests.create()), true, true);
        Map<String, Load.Result> results = new LinkedHashMap<>();
        results.put("create", created);
        results.put(
                "delete",
                deleteAll(served, created.bodies().stream().map(Bench::blbId).toList(), 1));
        results.put(
                "describe", read(served, some.stream().map(requests::describe).toList()));
        results.put("first page", read(served, List.of(requests.list(""))));
        results.put(
                "page at any marker",
                read(
                        served,
                        IntStream.range(0, 1000)
                                .mapToObj(i -> requests.list(String.format(
                                        Locale.ROOT, "&marker=blb-%08X", 1 + i * 7919L % Math.max(1, size - 100))))
                                .toList()));
        // All different, so that nothing kept from one answers the next.
        results.put("filter by a name's part", read(served, listed(requests, "&name=nothing")));
        results.put("filter by a machine", read(served, listed(requests, "&bccId=i-bench")));
        if (round >= 0) {
            results.forEach(
                    (row, result) -> figures.add("growth: p50 ms, c1", row, stocked.name(), result.p50Millis()));
        }
    }

    private static List<byte[]> listed(Requests requests, String filter) {
        return IntStream.range(0, 1000).mapToObj(i -> requests.list(filter + i)).toList();
    }

    private static Load.Result read(Served served, List<byte[]> requests) {
        return Load.run(served, 1, SLICE, requests, true, false);
    }

    // ---- file mode, JUnit, inside

    private void file() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(out, "data");
        try (Stocked memory = stocked("memory", 1_000);
                Stocked file = stocked("file", 1_000, "--data-dir", data.toString())) {
            compare("file mode: a second", 1, memory, file);
        }
    }

    private void journal() throws IOException, InterruptedException {
        try (Stocked off = stocked("off", 1_000, "--journal", "0");
                Stocked on = stocked("on", 1_000)) {
            compare("journal: a second", 4, off, on);
        }
    }

    /** Measures all operations on both servers in turns, once their compilers have seen them long enough. */
    private void compare(String table, int connections, Stocked one, Stocked other) {
        long warm = System.nanoTime() + LONG_WARM_UP.toNanos();
        for (int round = -1; round < ROUNDS; ) {
            for (Stocked each : List.of(one, other)) {
                for (var operation :
                        operations(each.served(), each.ids(), connections).entrySet()) {
                    if (round >= 0) {
                        figures.add(
                                table,
                                operation.getKey() + " c" + connections,
                                each.name(),
                                operation.getValue().perSecond());
                    }
                }
            }
            if (System.nanoTime() > warm) {
                round++;
            }
        }
    }

    /** Whether it could be measured. */
    private boolean traffic() throws IOException, InterruptedException {
        Optional<String> obstacle = Forwarding.obstacle();
        if (obstacle.isPresent()) {
            figures.fact("left out: traffic", obstacle.get());
            return false;
        }
        List<String> flags = List.of("--auth", "off", "--data-plane", "on");
        try (Served backend = limit();
                Served emulator = Served.start(log("traffic"), emulator(newest(), ROOMY, flags));
                Forwarding forwarding =
                        new Forwarding(Files.createTempDirectory(out, "forwarding"), backend, emulator)) {
            var routes = forwarding.routes();
            for (long end = System.nanoTime() + LONG_WARM_UP.toNanos(); System.nanoTime() < end; ) {
                forwarded(-1, routes);
            }
            for (int round = 0; round < ROUNDS; round++) {
                forwarded(round, routes);
            }
        }
        List<String> small = List.of("-XX:+UseSerialGC", "-Xmx64m");
        try (Served backend = limit();
                Served emulator = Served.start(log("connections"), emulator(newest(), small, flags));
                Forwarding forwarding =
                        new Forwarding(Files.createTempDirectory(out, "forwarding"), backend, emulator)) {
            Served listener = forwarding.listener("HTTP", 8080, "");
            figures.add(
                    "data plane: connections kept open",
                    "-Xmx64m",
                    "emulator",
                    Load.keptOpen(listener, MANY_CONNECTIONS, new Requests(listener.port()).limit("/fixed")));
            figures.add("memory: MB resident", "5000 connections, -Xmx64m", "emulator", emulator.residentMegabytes());
        }
        return true;
    }

    private void forwarded(int round, Map<String, Map<String, Served>> routes) {
        for (var protocol : routes.entrySet()) {
            for (var proxy : protocol.getValue().entrySet()) {
                Served to = proxy.getValue();
                Load.Result small = atLimit(to, "/fixed", 16);
                Load.Result bulk = atLimit(to, "/bulk", 2);
                if (round >= 0) {
                    String row = protocol.getKey();
                    figures.add(
                            "traffic: processor us for each request of 1 KB", row, proxy.getKey(), small.cpuMicros());
                    figures.add("traffic: requests of 1 KB a second", row, proxy.getKey(), small.perSecond());
                    figures.add("traffic: p99 ms of 1 KB", row, proxy.getKey(), small.p99Millis());
                    figures.add("traffic: answers of 8 MB a second", row, proxy.getKey(), bulk.perSecond());
                }
            }
        }
    }

    /** Measures one node and a cluster of three on PostgreSQL beside a bare insert into it; false if none is installed. */
    private boolean postgres() throws IOException, InterruptedException {
        if (!PostgresServer.isPossible()) {
            figures.fact("left out: postgres", "no PostgreSQL is installed");
            return false;
        }
        try (PostgresServer server = PostgresServer.own();
                Served limit = Served.start(
                        log("limit-postgres"),
                        command(
                                newest(),
                                ROOMY,
                                List.of("-cp", System.getProperty("java.class.path"), Limit.class.getName(), "PORT"),
                                List.of(server.emptyAddress().url())));
                Served memory = roomy("postgres-memory", "--auth", "parse");
                Served one = node(server.emptyAddress());
                Cluster three = Cluster.of(this, server.emptyAddress());
                Stocked large = new Stocked(POSTGRES + "100000", node(server.emptyAddress()), new ArrayList<>())) {
            List<Cluster> series = List.of(
                    new Cluster("memory", List.of(memory), fill(memory, 1_000)),
                    new Cluster("one node", List.of(one), fill(one, 1_000)),
                    three);
            large.ids().addAll(fill(large.served(), 100_000));
            Stocked small = new Stocked(POSTGRES + "1000", one, series.get(1).ids());
            for (long end = System.nanoTime() + LONG_WARM_UP.toNanos(); System.nanoTime() < end; ) {
                atLimit(limit, "/insert", 16);
                series.forEach(each -> onNodes(-1, each));
                grown(-1, large);
            }
            for (int round = -WARM_UPS; round < ROUNDS; round++) {
                note(round, "/insert c16, PostgreSQL", "limit", atLimit(limit, "/insert", 16));
                for (Cluster each : series) {
                    onNodes(round, each);
                }
                grown(round, small);
                grown(round, large);
            }
        }
        return true;
    }

    private void onNodes(int round, Cluster cluster) {
        List<Served> nodes = cluster.nodes();
        Requests requests = new Requests(nodes.get(0).port());
        for (int connections : List.of(1, 16)) {
            List<byte[]> describe =
                    cluster.ids().stream().map(requests::describe).toList();
            String on = " c" + connections + ", PostgreSQL";
            note(round, "describe" + on, cluster.name(), Load.run(nodes, connections, SLICE, describe, true, false));
            Load.Result created = Load.run(nodes, connections, SLICE, List.of(requests.create()), true, true);
            note(round, "create" + on, cluster.name(), created);
            deleteAll(nodes.get(0), created.bodies().stream().map(Bench::blbId).toList(), connections);
        }
    }

    private Served node(DatabaseAddress address) throws IOException, InterruptedException {
        return roomy("postgres", "--auth", "parse", "--database", address.url(), "--database-user", "blb");
    }

    /** Nodes on one database with the ids of what is stored there. */
    private record Cluster(String name, List<Served> nodes, List<String> ids) implements AutoCloseable {
        static Cluster of(Bench bench, DatabaseAddress address) throws IOException, InterruptedException {
            List<Served> nodes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                nodes.add(bench.node(address));
            }
            return new Cluster("three nodes", nodes, fill(nodes.get(0), 1_000));
        }

        @Override
        public void close() {
            nodes.forEach(Served::close);
        }
    }

    private void extension() throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            for (Jdk jdk : jdks) {
                List<String> command = command(
                        jdk,
                        List.of(),
                        List.of("-cp", System.getProperty("java.class.path"), ExtensionStart.class.getName()),
                        List.of());
                Process process = new ProcessBuilder(command)
                        .redirectError(log("junit").toFile())
                        .start();
                String said =
                        new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("the extension failed:\n" + said + Files.readString(log("junit")));
                }
                String[] millis = said.trim().split(" ", -1);
                figures.add(
                        "JUnit extension: ms",
                        "first test ready",
                        "JDK " + jdk.feature(),
                        Double.parseDouble(millis[0]));
                figures.add(
                        "JUnit extension: ms",
                        "each further test",
                        "JDK " + jdk.feature(),
                        Double.parseDouble(millis[1]));
                figures.add(
                        "JUnit extension: ms", "first create", "JDK " + jdk.feature(), Double.parseDouble(millis[2]));
            }
        }
    }

    private void inside() throws RunnerException {
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include("dev\\.blb\\.emulator\\..*Inside")
                        .output(log("jmh").toString())
                        .jvm(newest().java().toString())
                        .build())
                .run()) {
            figures.add(
                    "inside: us (JMH)",
                    result.getPrimaryResult().getLabel(),
                    "emulator",
                    result.getPrimaryResult().getScore());
        }
    }
}
