package dev.blb.emulator;

import dev.blb.emulator.Main.Delay;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The verb {@code wait}: asks an address until an emulator there is ready. For scripts and compose files.
 *
 * <p>Exit codes: 0 once it is ready, 1 if it is not in time, 2 for a wrong argument.
 */
@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 110,
        separator = " ",
        description = "Ends with 0 once an emulator at this address is ready, with 1 if it is not in time.")
final class Wait implements Callable<Integer> {
    private static final int PAUSE_MILLIS = 50;
    private static final int MAX_ANSWER_MILLIS = 5000;
    private static final int MAX_ANSWER_BYTES = 1024;

    /** What {@code GET /_blb/health} of an emulator that is ready holds. */
    private static final String READY = "\"status\":\"ready\"";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = Delay.class,
            description = "How long to wait at most, such as 500ms, 2s or PT2S; default ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            defaultValue = "http://127.0.0.1:8252",
            converter = Address.class,
            description = "The emulator's address, default ${DEFAULT-VALUE}.")
    private URI address = URI.create("http://127.0.0.1:8252");

    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile String found = "no answer yet";

    @Override
    public Integer call() throws InterruptedException {
        // Asked on a thread of its own, so that an answer that takes long cannot outlast the time-out.
        Thread asking = new Thread(this::ask, "wait");
        asking.setDaemon(true);
        asking.start();
        if (ready.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return 0;
        }
        spec.commandLine()
                .getErr()
                .println("No emulator is ready at " + address + " within " + timeout.toMillis() + " ms: " + found);
        return 1;
    }

    private void ask() {
        try {
            do {
                found = answer();
                if (found.contains(READY)) {
                    ready.countDown();
                }
            } while (!ready.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) address.resolve("/_blb/health").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(MAX_ANSWER_MILLIS);
            connection.setReadTimeout(MAX_ANSWER_MILLIS);
            connection.setInstanceFollowRedirects(false);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return "it answers with status " + connection.getResponseCode();
            }
            try (InputStream body = connection.getInputStream()) {
                return "it answers " + new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Reads an address such as {@code http://emulator:8252}. */
    static final class Address implements ITypeConverter<URI> {
        private static final Pattern ALLOWED = Pattern.compile("http://([\\w.-]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?/?");

        @Override
        public URI convert(String value) {
            if (!ALLOWED.matcher(value).matches()) {
                throw new TypeConversionException("'" + value + "'; allowed is http://HOST:PORT");
            }
            return URI.create(value);
        }
    }
}
