package dev.blb.contract.target;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged emulator in a process of its own, on a free port, with all that it prints. */
public final class EmulatorJar implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
    // Up to the last line of the block that it prints when it serves.
    private static final Pattern ENDPOINT = Pattern.compile("  endpoint +(http://\\S+)\\R(?:  .*\\R)*  settings .*\\R");
    private static final Pattern HTTPS = Pattern.compile("\n  https +(https://\\S+)");

    private final Process process;
    private final StringWriter output = new StringWriter();
    private final CompletableFuture<URI> endpoint = new CompletableFuture<>();

    private EmulatorJar(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readOutput, "emulator-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts the jar that the system property {@code blb.emulator.jar} names, on the Java of this process and with the options
     * of Java that {@code blb.emulator.jvm} has; when this returns, it serves. Variables {@code BLB_…} of this process do not reach it.
     *
     * @throws IllegalStateException if there is no such jar, or it does not start
     */
    public static EmulatorJar start(String... flags) {
        Path jar = Path.of(System.getProperty("blb.emulator.jar", "emulator/target/blb-emulator.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("there is no " + jar + "; 'mvn package' makes it");
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        String jvm = System.getProperty("blb.emulator.jvm", "");
        if (!jvm.isEmpty()) {
            command.addAll(List.of(jvm.split(" ")));
        }
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BLB_"));
        builder.environment().put("BLB_PORT", "0");
        try {
            EmulatorJar emulator = new EmulatorJar(builder.start());
            emulator.awaitStart();
            return emulator;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address. */
    public URI endpoint() {
        return endpoint.join();
    }

    /**
     * Its address over TLS.
     *
     * @throws IllegalStateException if it was started without {@code --https-port}
     */
    public URI httpsEndpoint() {
        Matcher matcher = HTTPS.matcher(output());
        if (!matcher.find()) {
            throw new IllegalStateException("no https port was printed:\n" + output);
        }
        return URI.create(matcher.group(1));
    }

    /** All that it has printed so far. */
    public String output() {
        return output.toString();
    }

    /** Sends SIGTERM and returns the exit code. */
    public int stop() {
        terminate();
        return awaitExit();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** The exit code, at most two minutes from now. */
    public int awaitExit() {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("still running " + STOP_LIMIT + " after SIGTERM:\n" + output);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends it at once if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void awaitStart() {
        try {
            endpoint.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IllegalStateException("the emulator does not start:\n" + output, e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void readOutput() {
        char[] buffer = new char[8192];
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                output.write(buffer, 0, count);
                if (!endpoint.isDone()) {
                    Matcher matcher = ENDPOINT.matcher(output.toString());
                    if (matcher.find()) {
                        endpoint.complete(URI.create(matcher.group(1)));
                    }
                }
            }
            endpoint.completeExceptionally(new IOException("it ended"));
        } catch (IOException e) {
            endpoint.completeExceptionally(e);
        }
    }
}
