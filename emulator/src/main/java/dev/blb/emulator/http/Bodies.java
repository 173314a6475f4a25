package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;
import static dev.blb.emulator.settings.SettingsTable.BODIES_IN_FLIGHT;
import static dev.blb.emulator.settings.SettingsTable.MAX_BODY_BYTES;
import static dev.blb.emulator.settings.SettingsTable.MIN_BODY_RATE;
import static dev.blb.emulator.settings.SettingsTable.REQUEST_TIME;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.time.EmulatorClock;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bodies of requests within limits: of the size of one, of the sum of all, of the time that one takes, and of the
 * threads that wait for one. So slow or large bodies leave threads and memory for other requests.
 */
final class Bodies {
    private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);

    /** How many threads may wait for bodies: about half of the web server's. */
    private static final int MAX_WAITING = 100;

    /** How many threads may wait for the rest of bodies that nobody needs. */
    private static final int MAX_DRAINING = 20;

    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_DRAINED_BYTES = 64L * 1024 * 1024;
    private static final int CHUNK = 8192;

    /** Times are rounded to milliseconds: a wait that ends with the limit must not end before it. */
    private static final long ROUNDING_MILLIS = 5;

    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final Semaphore draining = new Semaphore(MAX_DRAINING);
    private final Semaphore bytesLeft;
    private final int bodiesInFlight;
    private final int maxBody;
    private final int minRate;
    private final long maxNanos;

    Bodies(Settings settings) {
        this.maxBody = settings.get(MAX_BODY_BYTES);
        // One body always fits.
        this.bodiesInFlight = Math.max(maxBody, settings.get(BODIES_IN_FLIGHT));
        this.bytesLeft = new Semaphore(bodiesInFlight);
        this.minRate = settings.get(MIN_BODY_RATE);
        this.maxNanos = settings.get(REQUEST_TIME).toNanos();
    }

    /** The body of one request: it counts among those in flight from the time it is read until this is closed. */
    final class Body implements AutoCloseable {
        private final HttpServletRequest request;
        private int reserved;

        private Body(HttpServletRequest request) {
            this.request = request;
        }

        /**
         * Reads it.
         *
         * @throws ApiException InvalidHTTPRequest if it is too large, too slow or ends early; ServiceUnavailable if too many
         *     others are in flight
         */
        byte[] read() {
            if (!exists(request)) {
                return new byte[0];
            }
            long length = request.getContentLengthLong();
            if (length > maxBody) {
                throw tooLarge();
            }
            reserve((int) Math.max(0, length));
            try (Waiting wait = new Waiting(request, waiting)) {
                ServletInputStream in = request.getInputStream();
                byte[] body = new byte[length >= 0 ? (int) length : CHUNK];
                int count = 0;
                while (true) {
                    if (count == body.length) {
                        // Read to its end, so that nothing of it is left to look for once the answer was sent.
                        int next = wait.next(in);
                        if (next < 0) {
                            return count == body.length ? body : Arrays.copyOf(body, count);
                        }
                        if (count >= maxBody) {
                            throw tooLarge();
                        }
                        int grown = Math.min(maxBody, 2 * body.length);
                        reserve(grown);
                        body = Arrays.copyOf(body, grown);
                        body[count++] = (byte) next;
                        continue;
                    }
                    int got = wait.next(in, body, count);
                    if (got < 0) {
                        if (length >= 0) {
                            throw new IOException("it ended early");
                        }
                        return Arrays.copyOf(body, count);
                    }
                    count += got;
                }
            } catch (IOException e) {
                throw INVALID_HTTP_REQUEST.with("The body ended early.");
            }
        }

        private void reserve(int size) {
            int more = size - reserved;
            if (more > 0 && !bytesLeft.tryAcquire(more)) {
                throw SERVICE_UNAVAILABLE.with(
                        "Bodies of %d bytes are in flight, which leaves no room for %d more; allowed are %d"
                                + " (setting --bodies-in-flight).",
                        bodiesInFlight - bytesLeft.availablePermits(), more, bodiesInFlight);
            }
            reserved += Math.max(0, more);
        }

        @Override
        public void close() {
            bytesLeft.release(reserved);
            reserved = 0;
        }
    }

    /** The body of a request, not read yet. */
    Body of(HttpServletRequest request) {
        return new Body(request);
    }

    /** Whether a request has a body: HTTP announces each. */
    static boolean exists(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private ApiException tooLarge() {
        return INVALID_HTTP_REQUEST.with("The body is too large; allowed are %d bytes (setting --max-body).", maxBody);
    }

    /**
     * The reading of one body: it takes a permit when it first has to wait for bytes, and the whole has limits of its time and its
     * rate.
     */
    private final class Waiting implements AutoCloseable {
        private final long beginMillis = EmulatorClock.elapsedMillis();
        private final AbstractEndPoint connection;
        private final long length;
        private final Semaphore permits;
        private final long idleTimeout;
        private boolean waits;
        private long bytes;

        Waiting(HttpServletRequest request, Semaphore permits) {
            this.connection = (AbstractEndPoint) Draining.socket(Draining.connection(request));
            this.length = request.getContentLengthLong();
            this.idleTimeout = connection.getIdleTimeout();
            this.permits = permits;
        }

        int next(ServletInputStream in) throws IOException {
            byte[] one = new byte[1];
            return next(in, one, 0) < 0 ? -1 : one[0] & 0xFF;
        }

        int next(ServletInputStream in, byte[] into, int from) throws IOException {
            // After the last byte the end is known at once.
            if (bytes != length && in.available() == 0 && !in.isFinished()) {
                await();
            }
            try {
                int count = in.read(into, from, into.length - from);
                bytes += Math.max(0, count);
                return count;
            } catch (IOException e) {
                refuseLate(took());
                throw e;
            }
        }

        private long took() {
            return TimeUnit.MILLISECONDS.toNanos(EmulatorClock.elapsedMillis() - beginMillis);
        }

        private void refuseLate(long took) {
            if (took >= maxNanos) {
                throw INVALID_HTTP_REQUEST.with(
                        "The body did not come within %d s (setting --request-time).",
                        TimeUnit.NANOSECONDS.toSeconds(maxNanos));
            }
            if (took > GRACE_NANOS && bytes < minRate * (double) took / TimeUnit.SECONDS.toNanos(1)) {
                throw INVALID_HTTP_REQUEST.with(
                        "The body came too slowly, %d bytes in %d s; allowed are at least %d bytes per second"
                                + " (setting --min-body-rate).",
                        bytes, TimeUnit.NANOSECONDS.toSeconds(took), minRate);
            }
        }

        /** The time after which it is refused if no more of it comes. */
        private long limitNanos() {
            return minRate == 0
                    ? maxNanos
                    : Math.min(maxNanos, Math.max(GRACE_NANOS, bytes * TimeUnit.SECONDS.toNanos(1) / minRate));
        }

        private void await() {
            long took = took();
            refuseLate(took);
            if (!waits) {
                if (!permits.tryAcquire()) {
                    throw SERVICE_UNAVAILABLE.with(
                            "The emulator waits for the bodies of %d other requests already; send the body together"
                                    + " with the head.",
                            MAX_WAITING);
                }
                waits = true;
            }
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(limitNanos() - took);
            // The connection counts from the last byte on.
            connection.setIdleTimeout(connection.getIdleFor() + leftMillis + ROUNDING_MILLIS);
        }

        @Override
        public void close() {
            if (waits) {
                permits.release();
                connection.setIdleTimeout(idleTimeout);
            }
        }
    }

    /**
     * Reads what is left of a refused body: a connection that is closed with unread bytes is reset, and the client would lose the
     * refusal that it was sent. A body that is slow is not waited for; then the connection ends.
     */
    void drain(HttpServletRequest request) throws IOException {
        try (Waiting wait = new Waiting(request, draining)) {
            ServletInputStream in = request.getInputStream();
            byte[] buffer = new byte[CHUNK];
            long drained = 0;
            for (int count = 0; count >= 0 && drained < MAX_DRAINED_BYTES; drained += count) {
                count = wait.next(in, buffer, 0);
            }
        } catch (IOException | ApiException gone) {
            LOG.debug("the rest of a refused body was not read", gone);
            Draining.connection(request).close();
        }
    }
}
