package dev.blb.emulator.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the emulator from outside and inside beside the limit, a bare Javalin server, in interleaved rounds: writes
 * {@code target/bench/} and, after a whole run, the table in {@code docs/performance.md}.
 *
 * <p>Arguments: the folder of the module; then the parts to run, or none for all. Ends within half an hour: a part that
 * would begin too late is left out, and the page says so.
 */
final class Bench {
    private static final List<String> PARTS =
            List.of("start", "throughput", "growth", "file", "journal", "traffic", "postgres", "junit", "inside");
    private static final Duration LATEST_BEGIN = Duration.ofMinutes(30);

    private final Setup setup;
    private final Figures figures;

    private Bench(Setup setup) {
        this.setup = setup;
        figures = setup.figures();
    }

    public static void main(String[] arguments) throws Exception {
        Path module = Path.of(arguments[0]).toAbsolutePath();
        Set<String> wanted =
                Stream.of(arguments).skip(1).filter(word -> !word.isBlank()).collect(Collectors.toSet());
        for (String part : wanted) {
            if (!PARTS.contains(part)) {
                throw new IllegalArgumentException("a part is \"" + part + "\"; allowed are " + PARTS);
            }
        }
        Setup setup = Setup.of(module);
        Figures figures = setup.figures();
        boolean whole;
        try {
            whole = new Bench(setup).run(wanted.isEmpty() ? Set.copyOf(PARTS) : wanted);
        } finally {
            figures.write(setup.out().resolve("figures.json"));
        }
        List<Goal.Line> lines = Goal.lines(figures);
        Files.writeString(setup.out().resolve("index.html"), Page.html(figures, lines));
        String table = Goal.table(lines, figures.facts()) + Goal.firstCalls(figures);
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
        figures.fact("JDKs", setup.jdks().stream().map(Jdk::feature).toList().toString());
        figures.fact("load before", String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
        boolean whole = true;
        for (String part : PARTS) {
            if (!wanted.contains(part) || System.nanoTime() - begin > LATEST_BEGIN.toNanos()) {
                whole = false;
                figures.fact("left out: " + part, wanted.contains(part) ? "no time was left" : "not asked for");
                continue;
            }
            whole &= run(part);
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

    /** Runs a part; false if the programs that it needs are not installed. */
    private boolean run(String part) throws Exception {
        switch (part) {
            case "start" -> new Start(setup).measure();
            case "throughput" -> new Throughput(setup).measure();
            case "growth" -> new Growth(setup).measure();
            case "file" -> new Comparison(setup).file();
            case "journal" -> new Comparison(setup).journal();
            case "traffic" -> {
                return new Traffic(setup).measure();
            }
            case "postgres" -> {
                return new Postgres(setup).measure();
            }
            case "junit" -> new Junit(setup).measure();
            default -> new Microbenchmarks(setup).measure();
        }
        return true;
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
}
