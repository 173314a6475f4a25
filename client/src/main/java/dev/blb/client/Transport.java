package dev.blb.client;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** The way of a call to the service and back: send = retry(sign(attempt)). */
final class Transport implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.blb.client");
    private static final Duration SIGNATURE_VALIDITY = Duration.ofMinutes(30);
    // 429 and 504 are assumptions [m53]; the others are what the official SDKs retry [go] [py].
    private static final Set<Integer> PASSING_STATUSES = Set.of(429, 500, 502, 503, 504);
    private static final Set<ErrorCode> PASSING_CODES = Set.of(ErrorCode.REQUEST_EXPIRED, new ErrorCode("Http400"));

    /** What a transport is told once. */
    record Settings(
            URI endpoint,
            CredentialsProvider credentials,
            Duration connectTimeout,
            Duration requestTimeout,
            RetryPolicy retryPolicy,
            RandomGenerator random,
            Pauses pauses,
            String userAgent,
            boolean waitForSettled,
            Duration settleTimeout) {}

    private final Settings settings;
    private final ExecutorService executor;
    private final HttpClient http;
    private final Map<Call, CompletableFuture<?>> inFlight = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Transport(Settings settings) {
        this.settings = settings;
        this.executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "blb-client");
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .executor(executor)
                .build();
    }

    /** The successful answer to a call, after as many attempts as the policy allows. */
    Answer send(Call call) {
        List<BlbException> earlier = new ArrayList<>();
        Instant settledBy = settings.pauses().now().plus(settings.settleTimeout());
        int failures = 0;
        int refusals = 0;
        while (true) {
            try {
                return attempt(call, earlier.size() + 1);
            } catch (BlbException failure) {
                Duration pause;
                if (waitsOut(failure, call, settledBy)) {
                    pause = settings.pauses().afterPoll(++refusals, settledBy);
                } else if (isFinal(failure, ++failures)) {
                    throw with(earlier, failure);
                } else {
                    pause = pauseAfter(failure, failures);
                }
                earlier.add(failure);
                pause(pause, call, earlier);
            }
        }
    }

    private boolean waitsOut(BlbException failure, Call call, Instant settledBy) {
        return settings.waitForSettled()
                && call.operation().writes()
                && failure.is(ErrorCode.LAST_OPERATION_NOT_FINISHED)
                && settings.pauses().now().isBefore(settledBy);
    }

    /** The reasons not to retry. */
    private boolean isFinal(BlbException failure, int failures) {
        // The attempts are used up.
        if (failures >= settings.retryPolicy().maxAttempts()) return true;
        // The caller has given up.
        if (failure instanceof TransportFailure transport && transport.interrupted()) return true;
        // Nobody can answer any more.
        if (closed) return true;
        // The service has judged the request, and would judge it so again.
        if (failure instanceof ServiceFailure service && !isPassing(service)) return true;
        // The service wants a longer pause than the user allows.
        return requestedPause(failure).compareTo(settings.retryPolicy().longestPause()) > 0;
    }

    private static boolean isPassing(ServiceFailure failure) {
        return PASSING_STATUSES.contains(failure.status()) || PASSING_CODES.contains(failure.code());
    }

    private static Duration requestedPause(BlbException failure) {
        return failure instanceof ServiceFailure service ? service.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
    }

    // A server that asks for no pause still gets one, or a full recovery would be met by everybody at once.
    private Duration pauseAfter(BlbException failure, int failures) {
        Duration requested = requestedPause(failure);
        return requested.isZero() ? settings.retryPolicy().pause(failures, settings.random()) : requested;
    }

    private void pause(Duration pause, Call call, List<BlbException> earlier) {
        try {
            settings.pauses().pause(pause, call.operation().officialName);
        } catch (TransportFailure interruption) {
            throw with(earlier, interruption);
        }
    }

    private static BlbException with(List<BlbException> earlier, BlbException last) {
        earlier.forEach(last::addSuppressed);
        return last;
    }

    private Answer attempt(Call call, int number) {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new TransportFailure(
                    call.operation().officialName, "was not sent", new InterruptedException("already interrupted"));
        }
        Instant start = settings.pauses().now();
        String outcome = "no answer";
        try {
            Answer answer = new Answer(call.operation(), exchange(call, signed(call, start)));
            outcome = answer.response().statusCode() + ", request id " + answer.requestId();
            if (!answer.succeeded()) {
                throw answer.failure(settings.pauses().clock());
            }
            return answer;
        } finally {
            log(call, number, outcome, Duration.between(start, settings.pauses().now()));
        }
    }

    private HttpRequest signed(Call call, Instant date) {
        Credentials credentials = settings.credentials().credentials();
        URI uri = URI.create(settings.endpoint() + call.target());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json;charset=utf-8");
        headers.put("x-bce-date", Signer.timestamp(date));
        if (credentials.sessionToken() != null) {
            headers.put("x-bce-security-token", credentials.sessionToken());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(
                        call.operation().method,
                        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()))
                .header("User-Agent", settings.userAgent());
        headers.forEach(request::header);
        // The HTTP client sends this header by itself.
        headers.put("Host", hostHeader(uri));
        return request.header(
                        "Authorization",
                        Signer.sign(
                                        call.operation().method,
                                        uri,
                                        headers,
                                        headers.keySet(),
                                        credentials,
                                        date,
                                        SIGNATURE_VALIDITY)
                                .authorization())
                .build();
    }

    private static String hostHeader(URI uri) {
        int usualPort = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getPort() == -1 || uri.getPort() == usualPort ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    // HttpRequest.timeout ends with the headers and would wait for ever for the rest of a half answer.
    private HttpResponse<byte[]> exchange(Call call, HttpRequest request) {
        String operation = call.operation().officialName;
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request, BodyHandlers.ofByteArray());
        inFlight.put(call, response);
        if (closed) {
            response.cancel(true);
        }
        try {
            return response.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            IOException cause = new HttpTimeoutException("no whole answer within " + settings.requestTimeout());
            cause.addSuppressed(late);
            throw new TransportFailure(operation, "timed out", cause);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new TransportFailure(operation, "was interrupted", interruption);
        } catch (CancellationException | ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new TransportFailure(
                    operation, closed ? "ended because the client was closed" : "got no whole answer", cause);
        } finally {
            inFlight.remove(call);
            response.cancel(true);
        }
    }

    private static void log(Call call, int number, String outcome, Duration took) {
        LOG.log(
                Level.DEBUG,
                () -> call.operation().officialName + " " + call.operation().method + " " + call.path() + " attempt "
                        + number + ": " + outcome + ", " + took.toMillis() + " ms");
    }

    /** Ends all calls in flight and frees the connections and threads. */
    @Override
    public void close() {
        closed = true;
        inFlight.values().forEach(response -> response.cancel(true));
        closeHttp();
        executor.shutdown();
    }

    // From JDK 21 on the HTTP client can be closed, which ends idle connections; before, they end when it is collected.
    private void closeHttp() {
        if (http instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failure) {
                LOG.log(Level.DEBUG, "the HTTP client did not close", failure);
            }
        }
    }
}
