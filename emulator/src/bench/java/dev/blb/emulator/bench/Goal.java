package dev.blb.emulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is aimed at, and what must hold, beside what was measured. */
final class Goal {
    private static final String BEGIN = "<!-- measured: performance -->\n";
    private static final String END = "<!-- end -->";

    /** The way in which the image starts. */
    private static final String AOT = "25 AOT, as in the image";

    private Goal() {}

    /**
     * One measure.
     *
     * @param more whether more is better
     */
    record Line(String measure, String against, double value, double floor, double goal, boolean more) {
        String verdict() {
            if (Double.isNaN(value)) {
                return "not measured";
            }
            return reaches(goal) ? "goal reached" : reaches(floor) ? "floor holds" : "**below the floor**";
        }

        private boolean reaches(double bound) {
            return more ? value >= bound : value <= bound;
        }

        String bound(double bound) {
            return (more ? ">= " : "<= ") + text(bound);
        }
    }

    /** The lines of the table. */
    static List<Line> lines(Figures f) {
        List<Line> lines = new ArrayList<>();
        String wall = "start: ms to the first answer";
        String cpu = "start: processor ms to the first answer";
        lines.add(less("first answer, JDK 25 with an AOT cache", "bare Javalin", started(f, wall, AOT), 1.75, 1.35));
        lines.add(less("processor time until then", "bare Javalin", started(f, cpu, AOT), 1.80, 1.39));
        lines.add(less(
                "first answer, JDK 17 with class-data sharing", "bare Javalin", started(f, wall, "17 CDS"), 2.7, 1.8));
        lines.add(less("first answer, JDK 17, no flag", "bare Javalin", started(f, wall, "17 plain"), 2.9, 1.9));
        // The floors and goals are moto's first describe, 1,061 ms on the machine of the table, times 1.35 and 1.15 and
        // so on.
        lines.add(less("first create, JDK 17, no flag", "ms", created(f, "17 plain"), 1432, 1220));
        lines.add(less("first create, JDK 17 with class-data sharing", "ms", created(f, "17 CDS"), 849, 743));
        lines.add(less("first create, JDK 25 with an AOT cache", "ms", created(f, AOT), 530, 424));
        lines.add(
                less("first create after ready, JDK 17, no flag", "tenth create", firstToTenth(f, "17 plain"), 10, 6));
        lines.add(
                less("first create after ready, JDK 25 with an AOT cache", "tenth create", firstToTenth(f, AOT), 5, 3));
        lines.add(less(
                "first answer with 1,000 instances seeded, JDK 25 with an AOT cache",
                "ms",
                f.median(wall, Start.SEEDED, "emulator"),
                2000,
                2000));
        String memory = "memory: MB resident";
        lines.add(less("resident after start", "MB", f.median(memory, "after start", "emulator"), 160, 140));
        lines.add(less("resident with 1,000 instances", "MB", f.median(memory, "with 1000", "emulator"), 185, 160));
        lines.add(less(
                "resident with 10,000 instances, after reads",
                "MB",
                f.median(memory, "with 10000, after reads", "emulator"),
                230,
                200));
        lines.add(more(
                "describe one a second, 16 connections",
                "fixed 1 KB",
                rate(f, "describe c16", "/fixed c16"),
                0.35,
                0.60));
        lines.add(less("describe one, p50, 1 connection", "fixed 1 KB", latency(f, "describe c1", "/fixed c1"), 3, 2));
        String p99 = "latency: p99 ms";
        lines.add(less(
                "describe one, p99, 1 connection",
                "fixed 1 KB",
                f.ratio(f.samples(p99, "describe c1", "emulator"), f.samples(p99, "/fixed c1", "limit")),
                3,
                2.8));
        lines.add(less(
                "page of 100, p50, 1 connection",
                "fixed 100 KB",
                latency(f, "list a page of 100 c1", "/page c1"),
                1.14,
                0.71));
        lines.add(more("create a second, 1 connection", "one insert", rate(f, "create c1", "/insert c1"), 0.6, 0.85));
        lines.add(
                more("create a second, 16 connections", "one insert", rate(f, "create c16", "/insert c16"), 0.6, 0.85));
        for (String read : List.of("describe", "first page", "page at any marker", "create", "delete")) {
            double goal = read.equals("page at any marker") ? 1.5 : 1.3;
            lines.add(less(read + ", 100,000 stored", "1,000 stored", grown(f, read, "100000"), 2, goal));
        }
        for (String operation : List.of("describe", "create", "delete")) {
            lines.add(less(
                    operation + ", beside 200 instances with 50 listeners and 50 servers",
                    "1,000 stored",
                    grown(f, operation, Growth.BESIDE_FULL_ONES),
                    2,
                    1.3));
        }
        for (String filter : List.of("filter by a name's part", "filter by a machine")) {
            lines.add(
                    less(filter + ", 100,000 stored", "ms", f.median("growth: p50 ms, c1", filter, "100000"), 50, 50));
        }
        lines.add(more("file mode, create c1", "memory mode", ofMemory(f, "create c1"), 0.2, 0.3));
        lines.add(more("file mode, describe c1", "memory mode", ofMemory(f, "describe c1"), 0.4, 0.6));
        lines.add(more("with the journal, describe c4", "without", journaled(f, "describe c4"), 0.95, 1));
        lines.add(more("with the journal, create c4", "without", journaled(f, "create c4"), 0.95, 1));
        String processor = "traffic: processor us for each request of 1 KB";
        lines.add(less("forwarding HTTP, processor time", "nginx", forwarded(f, processor, "HTTP", "nginx"), 2, 1.5));
        lines.add(
                less("forwarding TCP, processor time", "HAProxy", forwarded(f, processor, "TCP", "HAProxy"), 1.5, 1.2));
        lines.add(less("forwarding HTTPS, processor time", "nginx", forwarded(f, processor, "HTTPS", "nginx"), 2, 2));
        lines.add(more(
                "forwarding TCP, answers of 8 MB a second",
                "HAProxy",
                forwarded(f, "traffic: answers of 8 MB a second", "TCP", "HAProxy"),
                0.7,
                0.8));
        lines.add(less(
                "forwarding HTTP, p99 added at 1,000 requests a second",
                "ms",
                f.median(Traffic.ADDED_P99, "HTTP", "emulator"),
                1,
                1));
        lines.add(more(
                "connections that an HTTP listener keeps open, -Xmx64m",
                "number",
                f.median("data plane: connections kept open", "-Xmx64m", "emulator"),
                5000,
                5000));
        lines.add(less(
                "first listener with the data plane, JDK 25 with an AOT cache",
                "ms",
                f.median(Start.FIRST_LISTENER, "data plane", "on"),
                200,
                200));
        lines.add(less(
                "resident with one listener and the data plane",
                "MB more than off",
                f.median(memory, "one listener", "on") - f.median(memory, "one listener", "off"),
                25,
                25));
        lines.add(more(
                "create a second on PostgreSQL, 16 connections",
                "one insert there",
                onPostgres(f, "create c16, PostgreSQL", "one node"),
                0.35,
                0.5));
        lines.add(more(
                "create a second on PostgreSQL, three nodes, 16 connections",
                "one insert there",
                onPostgres(f, "create c16, PostgreSQL", "three nodes"),
                0.35,
                0.5));
        lines.add(less(
                "describe on PostgreSQL, p50, 1 connection",
                "ms",
                f.median("latency: p50 ms", "describe c1, PostgreSQL", "one node"),
                0.3,
                0.3));
        for (String read : List.of("describe", "first page", "page at any marker", "create", "delete")) {
            double goal = read.equals("page at any marker") ? 1.5 : 1.3;
            lines.add(less(
                    read + " on PostgreSQL, 100,000 stored",
                    "1,000 stored",
                    f.ratio(
                            f.samples("growth: p50 ms, c1", read, Postgres.SERIES + "100000"),
                            f.samples("growth: p50 ms, c1", read, Postgres.SERIES + "1000")),
                    2,
                    goal));
        }
        lines.add(less("create, p99, 16 connections", "its p50", tail(f, "create c16"), 13, 5));
        lines.add(less(
                "first JUnit test ready, JDK 17",
                "ms",
                f.median("JUnit extension: ms", "first test ready", "JDK 17"),
                3000,
                1500));
        lines.add(less(
                "first create of the first JUnit test, JDK 17",
                "ms",
                f.median("JUnit extension: ms", "first create", "JDK 17"),
                1600,
                1200));
        lines.add(less(
                "each further JUnit test, JDK 17, median",
                "ms",
                f.median("JUnit extension: ms", "each further test", "JDK 17"),
                5,
                5));
        return lines;
    }

    private static Line less(String measure, String against, double value, double floor, double goal) {
        return new Line(measure, against, value, floor, goal, false);
    }

    /** How often a directory lets an operation be carried out, where memory does so once. */
    private static double ofMemory(Figures f, String operation) {
        String table = "file mode: a second";
        return f.ratio(f.samples(table, operation, "file"), f.samples(table, operation, "memory"));
    }

    private static double journaled(Figures f, String operation) {
        String table = "journal: a second";
        return f.ratio(f.samples(table, operation, "on"), f.samples(table, operation, "off"));
    }

    private static double onPostgres(Figures f, String row, String series) {
        String table = "throughput: a second";
        return f.ratio(f.samples(table, row, series), f.samples(table, "/insert c16, PostgreSQL", "limit"));
    }

    private static double forwarded(Figures f, String table, String protocol, String proxy) {
        return f.ratio(f.samples(table, protocol, "emulator"), f.samples(table, protocol, proxy));
    }

    private static Line more(String measure, String against, double value, double floor, double goal) {
        return new Line(measure, against, value, floor, goal, true);
    }

    private static double started(Figures f, String table, String row) {
        return f.ratio(f.samples(table, row, "emulator"), f.samples(table, row, "limit"));
    }

    private static double created(Figures f, String way) {
        return f.median(Start.FIRST_CREATE, way, "emulator");
    }

    private static double firstToTenth(Figures f, String way) {
        return f.ratio(
                f.samples(Start.FIRST_CALLS_TABLE, way, "call 1"),
                f.samples(Start.FIRST_CALLS_TABLE, way, "call " + Start.FIRST_CALLS));
    }

    private static double rate(Figures f, String row, String limit) {
        String table = "throughput: a second";
        return f.ratio(f.samples(table, row, "emulator"), f.samples(table, limit, "limit"));
    }

    private static double latency(Figures f, String row, String limit) {
        String table = "latency: p50 ms";
        return f.ratio(f.samples(table, row, "emulator"), f.samples(table, limit, "limit"));
    }

    private static double tail(Figures f, String row) {
        return f.ratio(f.samples("latency: p99 ms", row, "emulator"), f.samples("latency: p50 ms", row, "emulator"));
    }

    private static double grown(Figures f, String row, String series) {
        String table = "growth: p50 ms, c1";
        return f.ratio(f.samples(table, row, series), f.samples(table, row, "1000"));
    }

    static String text(double value) {
        return Double.isNaN(value)
                ? "-"
                : String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    /** The latency of each of the first creates after the emulator is ready, in Markdown; empty if the start was not measured. */
    static String firstCalls(Figures f) {
        List<String> calls = IntStream.rangeClosed(1, Start.FIRST_CALLS)
                .mapToObj(call -> "call " + call)
                .toList();
        String rows = Stream.of("17 plain", "17 CDS", AOT)
                .filter(way ->
                        !f.samples(Start.FIRST_CALLS_TABLE, way, calls.get(0)).isEmpty())
                .map(way -> "| %s | %s |\n"
                        .formatted(
                                way,
                                calls.stream()
                                        .map(call -> text(f.median(Start.FIRST_CALLS_TABLE, way, call)))
                                        .collect(Collectors.joining(" | "))))
                .collect(Collectors.joining());
        return rows.isEmpty()
                ? ""
                : "\nThe first creates after the emulator is ready, in ms:\n\n| JDK | %s |\n|%s\n%s"
                        .formatted(String.join(" | ", calls), " --- |".repeat(calls.size() + 1), rows);
    }

    /** The table in Markdown with date and machine. */
    static String table(List<Line> lines, Map<String, String> facts) {
        String head = "On %s, %s; load average %s before and %s after; medians of interleaved rounds.\n\n"
                .formatted(facts.get("date"), facts.get("machine"), facts.get("load before"), facts.get("load after"));
        String rows = lines.stream()
                .map(line -> "| %s | %s | %s | %s | %s | %s |\n"
                        .formatted(
                                line.measure(),
                                line.against(),
                                text(line.value()),
                                line.bound(line.floor()),
                                line.bound(line.goal()),
                                line.verdict()))
                .collect(Collectors.joining());
        return head
                + "| measure | against, or unit | measured | floor | goal | |\n| --- | --- | --- | --- | --- | --- |\n"
                + rows;
    }

    /** Puts the table into a page, between its markers. */
    static void intoPage(Path page, String table) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, begin);
        if (begin < 0 || end < 0) {
            throw new IllegalStateException(page + " lacks the markers of the measured table");
        }
        Files.writeString(page, text.substring(0, begin + BEGIN.length()) + table + text.substring(end));
    }
}
