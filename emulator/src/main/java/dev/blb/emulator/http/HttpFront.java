package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INTERNAL_ERROR;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.asynchrony.Asynchronies;
import dev.blb.emulator.control.ControlRoute;
import dev.blb.emulator.control.ControlText;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.schema.Endpoints;
import dev.blb.emulator.time.EmulatorClock;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server and the chain of a request: request id, control route or authentication, dispatch, answer, log line. */
public final class HttpFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.blb.emulator.requests");

    /** How long requests under way may take to finish when the server stops; container engines kill after 10 s. */
    private static final int STOP_TIMEOUT_MILLIS = 7000;

    /** What a container's health check asks all the time: no line in the log, and seeded ids stay where they are. */
    private static final String HEALTH_PATH = "/" + ControlApi.PREFIX + "/health";

    private static final int DRAINED_BYTES_AT_ONCE = 8192;
    private static final long MAX_DRAINED_BYTES = 64L * 1024 * 1024;

    private final Authentication authentication;
    private final Dispatch dispatch;
    private final ControlApi control;
    private final Ids ids;
    private final EmulatorClock clock;
    private final int maxBodyBytes;
    private final Draining draining = new Draining();
    private final Javalin javalin;
    private List<ServerSocketChannel> sockets = List.of();
    private URI baseUri = URI.create("");

    /** A front over these operations that is not started yet. */
    public static HttpFront of(
            Authentication authentication,
            Endpoints endpoints,
            Database database,
            Accounts accounts,
            Asynchronies asynchronies,
            List<ControlRoute> controlRoutes,
            Ids ids,
            EmulatorClock clock,
            int maxBodyBytes,
            boolean hostIsSet) {
        return new HttpFront(
                authentication,
                new Dispatch(endpoints, database, accounts, asynchronies, clock),
                new ControlApi(controlRoutes, hostIsSet),
                ids,
                clock,
                maxBodyBytes);
    }

    private HttpFront(
            Authentication authentication,
            Dispatch dispatch,
            ControlApi control,
            Ids ids,
            EmulatorClock clock,
            int maxBodyBytes) {
        this.authentication = authentication;
        this.dispatch = dispatch;
        this.control = control;
        this.ids = ids;
        this.clock = clock;
        this.maxBodyBytes = maxBodyBytes;
        this.javalin = Javalin.create(this::configure);
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        // A compressed answer breaks the Python SDK and reads as nulls in old Java.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        WebServerErrors errors = new WebServerErrors(ids);
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(errors);
            server.setStopTimeout(STOP_TIMEOUT_MILLIS);
        });
        config.jetty.addConnector((server, http) -> {
            sockets.stream().skip(1).forEach(socket -> server.addConnector(connector(server, http, socket)));
            return connector(server, http, sockets.get(0));
        });
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(errors));
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            // The Date header comes from the emulator's clock.
            http.setSendDateHeader(false);
        });
        // One handler for every method and path: the table decides, not the web framework.
        config.routes.before(context -> {
            serve(context.req(), context.res());
            context.skipRemainingHandlers();
        });
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, ServerSocketChannel socket) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        try {
            connector.open(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("a socket that was just opened cannot be used", e);
        }
        return connector;
    }

    /**
     * Starts to serve.
     *
     * @param host the address to listen on; without one the loopback addresses
     * @param port 0 takes any free port
     * @throws AddressUnavailable if the address cannot be listened on
     */
    public void start(Optional<String> host, int port) {
        sockets = Listening.open(host, port);
        javalin.start();
        baseUri = uri(host.orElse(Listening.LOOPBACK), javalin.port());
    }

    private static URI uri(String host, int port) {
        // An address that means every interface cannot be connected to; loopback is one of them.
        String name = host.equals("0.0.0.0") || host.equals("::") ? Listening.LOOPBACK : host;
        return URI.create("http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port);
    }

    /** The address that it serves, such as {@code http://127.0.0.1:8252}; known once it has started. */
    public URI baseUri() {
        return baseUri;
    }

    /** Stops accepting, lets requests under way finish, and ends. */
    @Override
    public void close() {
        draining.stop(javalin, STOP_TIMEOUT_MILLIS);
    }

    private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        draining.track(request);
        long start = clock.real().millis();
        boolean healthCheck = request.getRequestURI().equals(HEALTH_PATH);
        Trace trace = new Trace(healthCheck ? UUID.randomUUID().toString() : ids.requestId());
        int status = 200;
        ControlText answer;
        try {
            answer = answer(request, trace);
        } catch (AnswerLost lost) {
            LOG.info("{} {} {} answer lost on purpose", clock.instant(), trace.operation(), trace.requestId());
            Draining.connection(request).close();
            return;
        } catch (ApiException refusal) {
            status = refusal.error().status();
            answer = json(ErrorBody.json(trace.requestId(), refusal));
        } catch (RuntimeException | Error failure) {
            // The border of the emulator: a fault of ours is logged whole and told in one word.
            LOG.error("request {} failed", trace.requestId(), failure);
            status = INTERNAL_ERROR.status();
            answer = json(ErrorBody.json(trace.requestId(), INTERNAL_ERROR.plain()));
        }
        write(request, response, trace.requestId(), status, answer);
        if (LOG.isInfoEnabled() && !healthCheck) {
            long took = clock.real().millis() - start;
            LOG.info("{}", trace.line(clock.instant().toString(), status, took));
        }
    }

    private static ControlText json(String body) {
        return new ControlText(ErrorBody.CONTENT_TYPE, body);
    }

    private ControlText answer(HttpServletRequest request, Trace trace) {
        SignedRequest signed = signed(request);
        List<String> path = Uri.segments(signed.rawPath());
        Map<String, String> query = Uri.query(signed.rawQuery());
        if (!path.isEmpty() && path.get(0).equals(ControlApi.PREFIX)) {
            trace.operation("control");
            return control.answer(
                    new Exchange(signed.method(), path, query, "", () -> body(request), trace), signed.headers());
        }
        String account = authentication.account(signed);
        trace.account(account);
        return json(dispatch.answer(new Exchange(signed.method(), path, query, account, () -> body(request), trace)));
    }

    private static SignedRequest signed(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        String query = request.getQueryString();
        return new SignedRequest(request.getMethod(), request.getRequestURI(), query == null ? "" : query, headers);
    }

    private byte[] body(HttpServletRequest request) {
        if (request.getContentLengthLong() > maxBodyBytes) {
            throw tooLarge();
        }
        try {
            InputStream in = request.getInputStream();
            byte[] body = in.readNBytes(maxBodyBytes + 1);
            if (body.length > maxBodyBytes) {
                throw tooLarge();
            }
            return body;
        } catch (IOException e) {
            throw INVALID_HTTP_REQUEST.with("The body ended early or did not come in time.");
        }
    }

    private ApiException tooLarge() {
        return INVALID_HTTP_REQUEST.with(
                "The body is too large; allowed are %d bytes (setting --max-body).", maxBodyBytes);
    }

    private void write(
            HttpServletRequest request, HttpServletResponse response, String requestId, int status, ControlText answer)
            throws IOException {
        byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("x-bce-request-id", requestId);
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Server", "BWS");
        response.setHeader("Date", DateGenerator.formatDate(clock.instant()));
        if (draining.begun()) {
            response.setHeader("Connection", "close");
        }
        // Also for an empty body: the old Java SDK tries to parse a chunked one.
        response.setContentLength(bytes.length);
        // Past the servlet API, which would spell the charset in lower case.
        ServletContextRequest.getServletContextRequest(request)
                .getServletContextResponse()
                .getWrapped()
                .getHeaders()
                .put(HttpHeader.CONTENT_TYPE, answer.type());
        response.getOutputStream().write(bytes);
        drain(request, response);
    }

    // A connection that is closed with unread bytes is reset, and the client would lose the refusal that it was sent.
    private static void drain(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean hasBody = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        if (!hasBody || request.getInputStream().isFinished()) {
            return;
        }
        response.flushBuffer();
        try {
            long drained = 0;
            byte[] buffer = new byte[DRAINED_BYTES_AT_ONCE];
            for (int count = 0; count >= 0 && drained < MAX_DRAINED_BYTES; drained += count) {
                count = request.getInputStream().read(buffer);
            }
        } catch (IOException gone) {
            LOG.debug("the client did not send the rest of a refused body", gone);
        }
    }
}
