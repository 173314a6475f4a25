package dev.blb.client;

import dev.blb.client.BlbException.TransportFailure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends one attempt over HTTP and waits for the whole answer. */
final class Send implements Step, AutoCloseable {
    private final URI endpoint;
    private final Duration requestTimeout;
    private final String userAgent;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "blb-client");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http;
    private final Map<Call, Future<?>> inFlight = new ConcurrentHashMap<>();
    private final Pauses pauses;

    Send(
            URI endpoint,
            @Nullable SSLContext sslContext,
            Duration connectTimeout,
            Duration requestTimeout,
            String userAgent,
            Pauses pauses) {
        this.endpoint = endpoint;
        this.requestTimeout = requestTimeout;
        this.userAgent = userAgent;
        this.pauses = pauses;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .executor(executor);
        http = (sslContext == null ? builder : builder.sslContext(sslContext)).build();
    }

    @Override
    public Answer send(Exchange exchange) {
        if (pauses.isClosed()) {
            throw TransportFailure.closed(exchange.operation(), new CancellationException("before an attempt"));
        }
        if (Thread.currentThread().isInterrupted()) {
            throw failure(exchange, "was not sent", new InterruptedException("the thread was interrupted before"));
        }
        Duration limit = exchange.call().atMost(requestTimeout, pauses.now());
        if (limit.isZero()) {
            throw late(exchange, new HttpTimeoutException("no time is left for another attempt"));
        }
        Future<HttpResponse<byte[]>> response = begin(exchange);
        inFlight.put(exchange.call(), response);
        try {
            return new Answer(exchange.call().operation(), await(exchange, response, limit));
        } finally {
            inFlight.remove(exchange.call());
            response.cancel(true);
        }
    }

    // Not by sendAsync, which ends in the common pool: who blocks that would get no answer. After close the executor
    // takes no tasks.
    private Future<HttpResponse<byte[]>> begin(Exchange exchange) {
        HttpRequest request = request(exchange);
        try {
            return executor.submit(() -> http.send(request, BodyHandlers.ofByteArray()));
        } catch (RejectedExecutionException closing) {
            return CompletableFuture.failedFuture(closing);
        }
    }

    private HttpRequest request(Exchange exchange) {
        Call call = exchange.call();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint + call.target()))
                .method(
                        call.operation().method,
                        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()))
                .header("User-Agent", userAgent);
        exchange.headers().forEach(request::header);
        return request.build();
    }

    // HttpRequest.timeout ends with the headers; the limit here includes the body.
    private HttpResponse<byte[]> await(Exchange exchange, Future<HttpResponse<byte[]>> response, Duration limit) {
        if (pauses.isClosed()) {
            response.cancel(true);
        }
        try {
            return response.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException timeOut) {
            IOException cause = new HttpTimeoutException("no whole answer within " + limit);
            cause.addSuppressed(timeOut);
            throw limit.compareTo(requestTimeout) < 0 ? late(exchange, cause) : failure(exchange, "timed out", cause);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw failure(exchange, "was interrupted", interruption);
        } catch (CancellationException | ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            if (pauses.isClosed()) {
                throw TransportFailure.closed(exchange.operation(), cause);
            }
            throw failure(exchange, "got no whole answer", cause);
        }
    }

    private TransportFailure late(Exchange exchange, IOException cause) {
        return TransportFailure.late(
                exchange.operation(), "had no whole answer at the deadline from " + endpoint, cause);
    }

    private TransportFailure failure(Exchange exchange, String what, Throwable cause) {
        String advice = ConnectionAdvice.on(endpoint, cause);
        return TransportFailure.of(
                exchange.operation(), what + " from " + endpoint + (advice.isEmpty() ? "" : ": " + advice), cause);
    }

    /** Ends all calls in flight and frees connections and threads. */
    @Override
    public void close() {
        inFlight.values().forEach(response -> response.cancel(true));
        closeHttp();
        executor.shutdown();
    }

    // On JDK 21 and newer this ends idle connections; before, they end when the client is garbage-collected.
    private void closeHttp() {
        if (http instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failure) {
                System.getLogger("dev.blb.client").log(Level.DEBUG, "the HTTP client did not close", failure);
            }
        }
    }
}
