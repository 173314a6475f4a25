package dev.blb.emulator.http;

import dev.blb.emulator.fault.Fired;
import dev.blb.emulator.route.EventSource;
import dev.blb.emulator.route.ServerEvent;
import dev.blb.emulator.time.EmulatorClock;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers. */
final class AnswerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    private static final int SLOW_WRITES_PER_SECOND = 10;

    private final EmulatorClock clock;
    private final Bodies bodies;
    private final Draining draining;

    /** Writes with dates of this clock, and lets clients know when the server drains. */
    AnswerWriter(EmulatorClock clock, Bodies bodies, Draining draining) {
        this.clock = clock;
        this.bodies = bodies;
        this.draining = draining;
    }

    /** Writes an answer, and reads what is left of the request's body. */
    void write(HttpServletRequest request, HttpServletResponse response, String requestId, Answer answer)
            throws IOException {
        if (answer.delivery() instanceof Delivery.Disconnect end) {
            Draining.disconnect(request, end.reset());
            return;
        }
        response.setStatus(answer.status());
        response.setHeader("x-bce-request-id", requestId);
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Server", "BWS");
        response.setHeader("Date", DateGenerator.formatDate(clock.instant()));
        if (draining.isLast(request)) {
            response.setHeader("Connection", "close");
        }
        answer.headers().forEach(response::setHeader);
        type(request, answer.type());
        boolean isHead = request.getMethod().equals("HEAD");
        if (answer.events().isPresent()) {
            try (EventSource events = answer.events().get()) {
                if (!isHead) {
                    send(events, response);
                }
            }
            return;
        }
        // Also for an empty body: the old Java SDK tries to parse a chunked one [b11].
        response.setContentLength(answer.length());
        if (isHead) {
            response.flushBuffer();
        } else {
            write(answer, request, response);
        }
        drain(request);
    }

    private void write(Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServletOutputStream out = response.getOutputStream();
        if (answer.delivery() instanceof Delivery.Cut cut) {
            byte[] body = answer.bytes();
            out.write(body, 0, Math.min(cut.bytes(), body.length));
            response.flushBuffer();
            Draining.disconnect(request, false);
        } else if (answer.delivery() instanceof Delivery.Slow slow) {
            slowly(answer.bytes(), slow, out);
        } else if (Unsent.isLarge(answer)) {
            // In parts: the bytes of a document would take its memory a second time, as long as its client takes to
            // read it.
            for (int from = 0; from < answer.text().length(); from = answer.partEnd(from)) {
                out.write(answer.part(from));
            }
        } else {
            // Past the servlet API, whose streams let the thread wait for a client that does not read.
            ServletContextRequest.getServletContextRequest(request)
                    .getHttpOutput()
                    .sendContent(ByteBuffer.wrap(answer.bytes()), Callback.NOOP);
        }
    }

    /** Ten writes a second, or one for each byte of a slower rate; what is left when the plan is removed goes at once. */
    private static void slowly(byte[] body, Delivery.Slow slow, ServletOutputStream out) throws IOException {
        int chunk = Math.max(1, slow.bytesPerSecond() / SLOW_WRITES_PER_SECOND);
        Duration pause = Duration.ofMillis(1000L * chunk / slow.bytesPerSecond());
        int from = 0;
        do {
            int count = Math.min(chunk, body.length - from);
            out.write(body, from, count);
            out.flush();
            from += count;
        } while (from < body.length && !isRemoved(slow.fault(), pause));
        // The stream refuses further writes, even of nothing, once it has the whole body.
        if (from < body.length) {
            out.write(body, from, body.length - from);
        }
    }

    private static boolean isRemoved(Fired fault, Duration pause) {
        try {
            return fault.await(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Past the servlet API, which would spell the charset in lower case. */
    private static void type(HttpServletRequest request, String type) {
        ServletContextRequest.getServletContextRequest(request)
                .getServletContextResponse()
                .getWrapped()
                .getHeaders()
                .put(HttpHeader.CONTENT_TYPE, type);
    }

    private static void send(EventSource events, HttpServletResponse response) {
        try {
            ServletOutputStream out = response.getOutputStream();
            // The head goes at once, so that the client knows that it watches.
            response.flushBuffer();
            while (events.isOpen()) {
                Optional<Object> event = events.next();
                // A comment finds out whether the client is still there.
                String text = event.map(AnswerWriter::text).orElse(":\n\n");
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException gone) {
            LOG.debug("a client that watched is gone: {}", gone.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(Object event) {
        return event instanceof ServerEvent named
                ? "event: " + named.name() + "\ndata: " + Json.write(named.data()) + "\n\n"
                : "data: " + Json.write(event) + "\n\n";
    }

    private void drain(HttpServletRequest request) throws IOException {
        if (Bodies.exists(request) && !request.getInputStream().isFinished()) {
            bodies.drain(request);
        }
    }
}
