package dev.blb.contract.proxy;

import dev.blb.contract.proxy.Message.Answer;
import dev.blb.contract.proxy.Message.HalfAnswer;
import dev.blb.contract.proxy.Message.Reply;
import dev.blb.contract.proxy.Message.Request;
import dev.blb.contract.proxy.Message.Reset;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * A proxy that makes a service behave like one across a network: latency, a limit of calls per second, and failures in
 * passing, before and after the call took effect. Control routes of an emulator are passed on untouched. The decisions
 * follow from a seed and the order of the calls. Thread-safe.
 */
public final class UnreliableProxy implements AutoCloseable {
    /**
     * How rough.
     *
     * @param latency what each call takes on average; it varies by half of that
     * @param callsPerSecond calls beyond this rate are answered 429
     * @param failuresPerThousand how many calls fail in passing
     * @param seed of all decisions
     */
    public record Roughness(Duration latency, int callsPerSecond, int failuresPerThousand, long seed) {
        /** As the suite was first tried: 60 ms, 20 calls a second, 3 failures in 1,000 calls. */
        public static Roughness usual(long seed) {
            return new Roughness(Duration.ofMillis(60), 20, 3, seed);
        }
    }

    /** What happens to a call. */
    public enum Disturbance {
        /** Nothing. */
        NONE,
        /** 429 with the service's error body, sometimes with Retry-After. */
        THROTTLED,
        /** 503 before the call is carried out. */
        UNAVAILABLE_BEFORE,
        /** 503 after the call was carried out. */
        UNAVAILABLE_AFTER,
        /** 500 with code InternalError. */
        INTERNAL_ERROR,
        /** A gateway's HTML page with 502, before. */
        GATEWAY_PAGE_BEFORE,
        /** A gateway's HTML page with 504, after. */
        GATEWAY_PAGE_AFTER,
        /** The connection is reset before. */
        RESET_BEFORE,
        /** The connection is reset after. */
        RESET_AFTER,
        /** The answer is cut off in its middle. */
        HALF_ANSWER,
        /** 400 with code RequestExpired. */
        EXPIRED
    }

    private static final List<Disturbance> PASSING =
            List.copyOf(EnumSet.range(Disturbance.UNAVAILABLE_BEFORE, Disturbance.EXPIRED));

    private final Roughness roughness;
    private final Upstream upstream;
    private final ProxyServer server;
    private final SplittableRandom random;
    private final Map<Disturbance, Integer> counts = new EnumMap<>(Disturbance.class);
    private double tokens;
    private long refilledAt = System.nanoTime();

    /** Begins to serve before a service, over TLS if there is a context. */
    public UnreliableProxy(URI service, Roughness roughness, Optional<SSLContext> tls) throws IOException {
        this.roughness = roughness;
        this.random = new SplittableRandom(roughness.seed());
        this.tokens = roughness.callsPerSecond();
        this.upstream = new Upstream(service);
        this.server = new ProxyServer(this::reply, tls);
    }

    /** Its address. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** How often what has happened. */
    public synchronized Map<Disturbance, Integer> counts() {
        return new EnumMap<>(counts);
    }

    @Override
    public void close() {
        server.close();
        upstream.close();
    }

    /** What happens to one call, and how long it takes. */
    private record Decision(Disturbance disturbance, long latencyMillis, boolean retryAfter) {}

    private synchronized Decision decide() {
        long now = System.nanoTime();
        tokens = Math.min(roughness.callsPerSecond(), tokens + (now - refilledAt) * 1e-9 * roughness.callsPerSecond());
        refilledAt = now;
        Disturbance disturbance = Disturbance.NONE;
        if (tokens < 1) {
            disturbance = Disturbance.THROTTLED;
        } else {
            tokens--;
            if (random.nextInt(1000) < roughness.failuresPerThousand()) {
                disturbance = PASSING.get(random.nextInt(PASSING.size()));
            }
        }
        counts.merge(disturbance, 1, Integer::sum);
        long half = roughness.latency().toMillis() / 2;
        return new Decision(disturbance, half + random.nextLong(2 * half + 1), random.nextBoolean());
    }

    private Reply reply(Request request) throws IOException {
        if (request.target().startsWith("/_blb/")) {
            return upstream.send(request);
        }
        Decision decision = decide();
        try {
            TimeUnit.MILLISECONDS.sleep(decision.latencyMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return new Reset();
        }
        return switch (decision.disturbance()) {
            case NONE -> upstream.send(request);
            case THROTTLED -> {
                Answer answer = error(429, "RequestLimited", "Too many requests.");
                if (decision.retryAfter()) {
                    answer.headers().put("retry-after", "1");
                }
                yield answer;
            }
            case UNAVAILABLE_BEFORE -> error(503, "ServiceUnavailable", "The service is temporarily unavailable.");
            case UNAVAILABLE_AFTER -> {
                upstream.send(request);
                yield error(503, "ServiceUnavailable", "The service is temporarily unavailable.");
            }
            case INTERNAL_ERROR -> error(500, "InternalError", "We encountered an internal error. Please try again.");
            case GATEWAY_PAGE_BEFORE -> page(502, "Bad Gateway");
            case GATEWAY_PAGE_AFTER -> {
                upstream.send(request);
                yield page(504, "Gateway Time-out");
            }
            case RESET_BEFORE -> new Reset();
            case RESET_AFTER -> {
                upstream.send(request);
                yield new Reset();
            }
            case HALF_ANSWER -> {
                Answer whole = upstream.send(request);
                yield whole.body().length() < 2 ? new Reset() : new HalfAnswer(whole);
            }
            case EXPIRED -> error(400, "RequestExpired", "Request has expired.");
        };
    }

    private Answer error(int status, String code, String message) {
        String id;
        synchronized (this) {
            id = String.format(Locale.ROOT, "%08x-0000-4000-8000-%012x", random.nextInt(), random.nextInt());
        }
        Map<String, String> headers =
                new HashMap<>(Map.of("content-type", "application/json;charset=UTF-8", "x-bce-request-id", id));
        String body = "{\"requestId\":\"" + id + "\",\"code\":\"" + code + "\",\"message\":\"" + message + "\"}";
        return new Answer(status, headers, Message.bodyOf(body));
    }

    private static Answer page(int status, String title) {
        String html = "<html>\r\n<head><title>" + status + " " + title + "</title></head>\r\n<body>\r\n<center><h1>"
                + status + " " + title + "</h1></center>\r\n</body>\r\n</html>\r\n";
        return new Answer(status, Map.of("content-type", "text/html"), Message.bodyOf(html));
    }
}
