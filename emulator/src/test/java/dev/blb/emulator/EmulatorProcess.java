package dev.blb.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with an emulator of the tested classes, on a free port, that keeps its state in a directory or a database. */
public final class EmulatorProcess implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final URI endpoint;

    /** Starts one; when this returns, it serves, or it has ended. */
    public EmulatorProcess(Path dataDir) throws IOException {
        this("--data-dir", dataDir.toString());
    }

    /** The same with these flags. */
    public EmulatorProcess(String... flags) throws IOException {
        this(List.of(), List.of(flags));
    }

    /** The same with these options of Java. */
    public EmulatorProcess(List<String> options, List<String> flags) throws IOException {
        this(List.of(), options, flags);
    }

    /** The same, started by this command, which the command of Java follows. */
    public EmulatorProcess(List<String> starter, List<String> options, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.log.dev.blb.emulator.requests=off",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--port",
                "0",
                "--auth",
                "parse"));
        command.addAll(1, options);
        command.addAll(0, starter);
        command.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BLB_"));
        process = builder.start();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        URI found = URI.create("");
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            output.add(line);
            if (line.startsWith("  endpoint ")) {
                found = URI.create(line.substring("  endpoint ".length()).strip());
            }
            if (line.startsWith("  settings ")) {
                break;
            }
        }
        endpoint = found;
    }

    public URI endpoint() {
        return endpoint;
    }

    /** The lines that it printed before it served or ended. */
    public List<String> output() {
        return output;
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends SIGTERM and waits. */
    public int stop() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** The exit code of one that has ended, or ends soon. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running:\n" + String.join("\n", output));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
