package dev.blb.emulator;

import dev.blb.emulator.api.Reason;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command {@code wait}: asks an address until an emulator there is ready. For scripts and compose files.
 *
 * <p>Exit codes: 0 once it is ready, 1 if it is not in time, 2 for a wrong argument.
 */
final class Wait implements Callable<Integer> {
    private static final int PAUSE_MILLIS = 50;
    private static final int MAX_SHOWN = 1024;

    /** What {@code GET /_blb/health} of an emulator that is ready holds. */
    static final String READY = "\"status\":\"ready\"";

    private final OptionSpec timeout = OptionSpec.builder("--timeout")
            .paramLabel("DURATION")
            .type(Duration.class)
            .defaultValue("60s")
            .converters(Main::duration)
            .description("How long to wait at most, such as 500ms, 2s or PT2S; 0 asks once; default ${DEFAULT-VALUE}.")
            .build();

    private final PositionalParamSpec address = PositionalParamSpec.builder()
            .paramLabel("URL")
            .type(String.class)
            .arity("0..1")
            .defaultValue(Question.DEFAULT_ADDRESS)
            .description("The emulator's address, default ${DEFAULT-VALUE}.")
            .build();

    private final CommandSpec spec = Main.command(this, "wait")
            .addOption(timeout)
            .addPositional(address)
            .addOption(Main.help())
            .addOption(Main.version());

    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile String found = "no answer yet";

    Wait() {
        spec.usageMessage()
                .description("Ends with 0 once an emulator at this address is ready, with 1 if it is not in time.");
    }

    /** Its arguments and texts, as picocli takes them. */
    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        URI asked = Main.value(spec, address, Question::httpAddress);
        Duration longest = timeout.getValue();
        if (longest.isZero() ? isReady(asked) : isReadyWithin(longest, asked)) {
            return 0;
        }
        spec.commandLine()
                .getErr()
                .println("No emulator is ready at " + asked + " within " + longest.toMillis() + " ms: " + found);
        return 1;
    }

    private boolean isReadyWithin(Duration longest, URI emulator) throws InterruptedException {
        // On its own thread, so that an answer that takes long cannot outlast the time-out.
        Thread asking = new Thread(() -> ask(emulator), "wait");
        asking.setDaemon(true);
        asking.start();
        return ready.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask(URI emulator) {
        try {
            do {
                if (isReady(emulator)) {
                    ready.countDown();
                }
            } while (!ready.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReady(URI emulator) {
        found = answer(emulator);
        return found.contains(READY);
    }

    private static String answer(URI emulator) {
        try {
            Question.Answer answer =
                    Question.of(emulator.resolve("/_blb/health")).answer();
            return answer.status() == HttpURLConnection.HTTP_OK
                    ? "it answers "
                            + answer.body().substring(0, Math.min(answer.body().length(), MAX_SHOWN))
                    : "it answers with status " + answer.status();
        } catch (IOException e) {
            return Reason.of(e);
        }
    }
}
