package dev.blb.emulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK on this machine: the running one, and those in the folder beside it. */
record Jdk(int feature, Path java) {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    /** All from 17 on, one of each version, oldest first. */
    static List<Jdk> found() throws IOException {
        Path running = Path.of(System.getProperty("java.home")).toRealPath();
        SortedMap<Integer, Jdk> found = new TreeMap<>();
        try (Stream<Path> beside = Files.list(running.resolveSibling("."))) {
            for (Path home : Stream.concat(Stream.of(running), beside).toList()) {
                Path release = home.resolve("release");
                Path java = home.resolve("bin/java");
                if (Files.isReadable(release) && Files.isExecutable(java)) {
                    Matcher version = VERSION.matcher(Files.readString(release));
                    if (version.find() && Integer.parseInt(version.group(1)) >= 17) {
                        int feature = Integer.parseInt(version.group(1));
                        found.putIfAbsent(feature, new Jdk(feature, java));
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }
}
