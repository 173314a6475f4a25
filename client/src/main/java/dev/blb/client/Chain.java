package dev.blb.client;

import java.net.URI;
import java.time.Duration;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The way of a call to the service: retry, wait for a pending change, check the status, sign, log, send. */
final class Chain implements AutoCloseable {
    /** The settings of a client. */
    record Settings(
            URI endpoint,
            @Nullable SSLContext sslContext,
            CredentialsProvider credentials,
            Duration connectTimeout,
            Duration requestTimeout,
            RetryPolicy retryPolicy,
            RandomGenerator random,
            Pauses pauses,
            String userAgent,
            boolean waitForPendingChange,
            Duration pendingChangeTimeout) {}

    private final Pauses pauses;
    private final Step first;
    private final Send last;

    Chain(Settings settings) {
        pauses = settings.pauses();
        last = new Send(
                settings.endpoint(),
                settings.sslContext(),
                settings.connectTimeout(),
                settings.requestTimeout(),
                settings.userAgent(),
                pauses);
        Step attempt = new CheckStatus(
                pauses.clock(),
                new Sign(settings.endpoint(), settings.credentials(), pauses.clock(), new Log(pauses.clock(), last)));
        first = new Retry(
                settings.retryPolicy(),
                settings.random(),
                pauses,
                settings.waitForPendingChange()
                        ? new WaitForPendingChange(settings.pendingChangeTimeout(), pauses, attempt)
                        : attempt);
    }

    /** The successful answer to a call; a failure carries the attempts before it as suppressed exceptions. */
    Answer send(Call call) {
        if (!call.isPoll()) {
            pauses.requireOpen();
        }
        Exchange exchange = new Exchange(call, pauses.now());
        try {
            return first.send(exchange);
        } catch (BlbException failure) {
            exchange.failures().forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /** Ends all calls in flight and frees connections and threads. */
    @Override
    public void close() {
        pauses.close();
        last.close();
    }
}
