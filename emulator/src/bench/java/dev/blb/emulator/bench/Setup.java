package dev.blb.emulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What all parts work with: the folders of the module and of what is written, the emulator's jar, the JDKs and the figures. */
record Setup(Path module, Path out, Path jar, List<Jdk> jdks, Figures figures) {
    static final int ROUNDS = Integer.getInteger("blb.bench.rounds", 3);

    /** Rounds before those that count, until the compiler has seen every request a few thousand times. */
    static final int WARM_UPS = 2;

    /** How long several kinds of traffic, or several servers, are warmed up. Two rounds were too few: the figures still doubled. */
    static final Duration LONG_WARM_UP = Duration.ofSeconds(90);

    /** Room for 100,000 instances; the same for the limit. */
    static final List<String> ROOMY = List.of("-XX:+UseSerialGC", "-Xmx1g");

    static final List<String> LARGE_QUOTAS =
            List.of("--quota-load-balancers", "1000000", "--quota-listeners", "1000", "--quota-backends", "1000");

    /** The setup of a packaged module. */
    static Setup of(Path module) throws IOException {
        Path jar = module.resolve("target/blb-emulator.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; package it first");
        }
        return new Setup(
                module, Files.createDirectories(module.resolve("target/bench")), jar, Jdk.found(), new Figures());
    }

    Jdk newestJdk() {
        return jdks.get(jdks.size() - 1);
    }

    /** The file for the output of a process. */
    Path log(String name) {
        return out.resolve(name + ".log");
    }

    /** Starts the limit; its arguments follow the port. */
    Served limit(String log, String... arguments) throws IOException, InterruptedException {
        List<String> program = List.of("-cp", System.getProperty("java.class.path"), Limit.class.getName(), "PORT");
        return start(log, ROOMY, program, List.of(arguments));
    }

    /** Starts an emulator that has room for many instances. */
    Served roomy(String log, String... settings) throws IOException, InterruptedException {
        return emulator(
                log,
                ROOMY,
                Stream.concat(LARGE_QUOTAS.stream(), Stream.of(settings)).toList());
    }

    Served emulator(String log, List<String> jvm, List<String> settings) throws IOException, InterruptedException {
        return start(log, jvm, List.of("-jar", jar.toString(), "--port", "PORT"), settings);
    }

    private Served start(String log, List<String> jvm, List<String> program, List<String> settings)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(newestJdk().java().toString()));
        command.addAll(jvm);
        command.addAll(program);
        command.addAll(settings);
        return Served.start(log(log), command);
    }
}
