package dev.blb.emulator.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The part about the start: time, processor time and memory of a fresh emulator, and its first creates, beside bare Javalin. */
final class Start {
    /** The row of the start that begins with 1,000 instances. */
    static final String SEEDED = "25 AOT, as in the image, 1000 seeded";

    /** From the start of the process to the answer to the first signed create, sent once the health route answered. */
    static final String FIRST_CREATE = "start: ms to the first create";

    /** The latency of each of the first creates after the health route answered. */
    static final String FIRST_CALLS_TABLE = "start: ms of each first create";

    static final int FIRST_CALLS = 10;

    /** The latency of the first create of a listener, the data plane off or on. */
    static final String FIRST_LISTENER = "data plane: ms of the first listener";

    private final Setup setup;
    private final Figures figures;

    Start(Setup setup) {
        this.setup = setup;
        figures = setup.figures();
    }

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

    void measure() throws IOException, InterruptedException {
        Map<Way, Map<String, List<String>>> commands = commands();
        List<String> shipped = List.of();
        for (int round = 0; round < Setup.ROUNDS; round++) {
            for (var way : commands.entrySet()) {
                for (var server : way.getValue().entrySet()) {
                    // The last one in the end: the emulator on the newest JDK as the image runs it.
                    shipped = server.getValue();
                    try (Served served = Served.start(setup.log("start"), shipped)) {
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

    /** For each way the commands of both servers; the archives that they use are made. */
    private Map<Way, Map<String, List<String>>> commands() throws IOException, InterruptedException {
        Path bareJar = bareJar();
        Map<Way, Map<String, List<String>>> commands = new LinkedHashMap<>();
        for (Jdk jdk : setup.jdks()) {
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
                    boolean trained = server.equals("emulator") && !way.jar().equals(setup.jar());
                    if (!way.making().isEmpty() && !trained) {
                        train(way.command(way.making(), server, program), server.equals("emulator"));
                    }
                    servers.put(server, way.command(way.flags(), server, program));
                }
                commands.put(way, servers);
            }
        }
        return commands;
    }

    /** The first listener of a process, without and with the data plane, which then loads what it needs and binds a port. */
    private void firstListener(List<String> shipped) throws IOException, InterruptedException {
        for (int round = 0; round < Setup.ROUNDS; round++) {
            for (String mode : List.of("off", "on")) {
                List<String> command = Stream.concat(shipped.stream(), Stream.of("--data-plane", mode))
                        .toList();
                try (Served served = Served.start(setup.log("first-listener"), command)) {
                    Requests requests = new Requests(served.port());
                    String blbId = Operations.blbId(Load.once(served.port(), requests.create()));
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
            Operations.blbId(Load.once(served.port(), create));
            double millis = (System.nanoTime() - begin) / 1e6;
            figures.add(FIRST_CALLS_TABLE, row, "call " + call, millis);
            if (call == 1) {
                figures.add(FIRST_CREATE, row, "emulator", served.startMillis() + millis);
            }
        }
    }

    private void seeded(List<String> shipped) throws IOException, InterruptedException {
        String instance = "  - {name: web, vpcId: vpc-emulator0001, subnetId: sbn-emulator0001}\n";
        Path seed = Files.writeString(setup.out().resolve("seed.yaml"), "loadBalancers:\n" + instance.repeat(1_000));
        List<String> command = Stream.of(shipped, Setup.LARGE_QUOTAS, List.of("--seed", seed.toString()))
                .flatMap(List::stream)
                .toList();
        for (int round = 0; round < Setup.ROUNDS; round++) {
            try (Served served = Served.start(setup.log("seeded"), command)) {
                figures.add("start: ms to the first answer", SEEDED, "emulator", served.startMillis());
            }
        }
    }

    private void memory(List<String> shipped) throws IOException, InterruptedException {
        List<String> large =
                Stream.concat(shipped.stream(), Setup.LARGE_QUOTAS.stream()).toList();
        try (Served served = Served.start(setup.log("memory"), large)) {
            figures.add("memory: MB resident", "after start", "emulator", served.residentMegabytes());
            Operations.fill(served, 1_000);
            figures.add("memory: MB resident", "with 1000", "emulator", served.residentMegabytes());
            List<String> ids = Operations.fill(served, 9_000);
            Requests requests = new Requests(served.port());
            List<byte[]> reads = ids.stream().map(requests::describe).toList();
            Load.run(served, 16, Operations.SLICE.multipliedBy(2), reads, true, false);
            figures.add("memory: MB resident", "with 10000, after reads", "emulator", served.residentMegabytes());
        }
    }

    private List<Way> ways(Jdk jdk) throws IOException, InterruptedException {
        String name = String.valueOf(jdk.feature());
        List<Way> ways = new ArrayList<>();
        ways.add(new Way(name + " plain", jdk.java(), setup.jar(), List.of(), List.of()));
        String archive = setup.out().resolve("SERVER-" + name + ".jsa").toString();
        ways.add(new Way(
                name + " CDS",
                jdk.java(),
                setup.jar(),
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
                    // As docker/Train.java makes the emulator's.
                    List.of(
                            "-XX:+UnlockDiagnosticVMOptions",
                            "-XX:-AOTRecordTraining",
                            "-XX:AOTCacheOutput=" + cache)));
        }
        return ways;
    }

    /** What the image runs, made as its build makes it. */
    private Path image(Jdk jdk) throws IOException, InterruptedException {
        Path image = Files.createTempDirectory(setup.out(), "image");
        Path log = setup.log("image");
        ProcessBuilder builder = new ProcessBuilder(
                        setup.module().resolveSibling("docker/assemble").toString(),
                        setup.jar().toString(),
                        image.toString())
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
        try (Served served = Served.start(setup.log("train"), command)) {
            Requests requests = new Requests(served.port());
            for (int i = 0; isEmulator && i < 3; i++) {
                String blbId = Operations.blbId(Load.once(served.port(), requests.create()));
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
        Path bare = setup.out().resolve("bare.jar");
        try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(bare));
                InputStream from = Start.class.getResourceAsStream("BareJavalin.class")) {
            if (from == null) {
                throw new IllegalStateException("BareJavalin is missing from the test classes");
            }
            to.putNextEntry(new JarEntry(BareJavalin.class.getName().replace('.', '/') + ".class"));
            from.transferTo(to);
        }
        return bare;
    }
}
