package dev.blb.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged emulator in a separate process, with the heap of the image. */
final class Emulator implements AutoCloseable {
    static final String ACCESS_KEY = "fuzz-access-key";
    static final String SECRET_KEY = "fuzz-secret-key";

    private static final Pattern OPTIONS = Pattern.compile("--add-options \"([^\"]+)\"");
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern STACK_TRACE = Pattern.compile("^\\s+at \\S+\\(|^\\S*(Exception|Error): ");
    private static final int KEPT_LINES = 50;

    private final Process process;
    private final Deque<String> log = new ConcurrentLinkedDeque<>();
    private final Deque<String> stackTrace = new ConcurrentLinkedDeque<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private Emulator(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "log of the emulator");
        reader.setDaemon(true);
        reader.start();
    }

    static Emulator start() throws IOException {
        Matcher options = OPTIONS.matcher(Files.readString(Path.of(System.getProperty("blb.image.options"))));
        if (!options.find()) {
            throw new IllegalStateException("docker/assemble names no options of the image's runtime");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.group(1).split(" ")));
        command.addAll(List.of("-jar", System.getProperty("blb.emulator.jar"), "--port", "0"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BLB_"));
        builder.environment().put("BLB_CREDENTIALS", ACCESS_KEY + ":" + SECRET_KEY + ",load-*:" + SECRET_KEY);
        return new Emulator(builder.start());
    }

    int port() throws InterruptedException, ExecutionException, TimeoutException {
        return port.get(10, TimeUnit.MINUTES);
    }

    boolean alive() {
        return process.isAlive();
    }

    boolean hasStackTrace() {
        return !stackTrace.isEmpty();
    }

    /** The first lines of the stack traces in the log since this was last asked. */
    List<String> takeStackTrace() {
        List<String> taken = List.copyOf(stackTrace);
        stackTrace.clear();
        return taken;
    }

    /** The newest lines of the log. */
    List<String> log() {
        return List.copyOf(log);
    }

    /** The body of a successful answer of a control route. */
    String control(String method, String target) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.join() + target))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(60))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(method + " " + target + " answers " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                if (log.size() > KEPT_LINES) {
                    log.poll();
                }
                Matcher address = ADDRESS.matcher(line);
                if (!port.isDone() && address.find()) {
                    port.complete(Integer.parseInt(address.group(1)));
                }
                if (stackTrace.size() < KEPT_LINES && STACK_TRACE.matcher(line).find()) {
                    stackTrace.add(line);
                }
            }
        } catch (IOException e) {
            log.add("the log cannot be read: " + e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
