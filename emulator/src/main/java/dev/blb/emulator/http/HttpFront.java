package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INTERNAL_ERROR;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;
import static dev.blb.emulator.settings.SettingsTable.HOST;
import static dev.blb.emulator.settings.SettingsTable.MAX_BODY_BYTES;
import static dev.blb.emulator.settings.SettingsTable.PORT;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.route.Endpoint;
import dev.blb.emulator.route.RouteTable.Match;
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

/** The web server, and the way of a request through it: read, admit, route, answer, write, log. */
public final class HttpFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.blb.emulator.requests");

    /** How long requests under way may take to finish when the server stops; container engines kill after 10 s. */
    private static final int STOP_TIMEOUT_MILLIS = 7000;

    /** What a container's health check asks all the time: no line in the log, and seeded ids stay where they are. */
    private static final String HEALTH_PATH = "/" + ControlRoute.PREFIX + "/health";

    /** On the answer to a write that is stored, and that the data plane could not carry out. */
    private static final String WARNING_HEADER = "x-blb-emulator-warning";

    private static final int DRAINED_BYTES_AT_ONCE = 8192;
    private static final long MAX_DRAINED_BYTES = 64L * 1024 * 1024;

    private final EmulatorContext context;
    private final Authentication authentication;
    private final ControlApi control;
    private final Dispatch dispatch;
    private final int maxBodyBytes;
    private final Draining draining = new Draining();
    private final Javalin javalin;
    private List<ServerSocketChannel> sockets = List.of();
    private URI baseUri = URI.create("");

    /** A front of this emulator that is not started yet. */
    public HttpFront(EmulatorContext context) {
        this.context = context;
        this.authentication = new Authentication(
                context.settings().get(AUTH),
                context.settings().get(CREDENTIALS),
                // Never a secret that a seed or a restore under way may still take back.
                accessKey ->
                        context.database().onReadModels(() -> context.accounts().secretOf(accessKey)),
                context.clock());
        this.control = new ControlApi(context.settings().get(HOST).isPresent());
        this.dispatch = new Dispatch(context);
        this.maxBodyBytes = context.settings().get(MAX_BODY_BYTES);
        this.javalin = Javalin.create(this::configure);
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        // A compressed answer breaks the Python SDK and reads as nulls in old Java.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        WebServerErrors errors = new WebServerErrors(context.clock());
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
     * @throws AddressUnavailable if the address of the settings cannot be listened on
     */
    public void start() {
        Optional<String> host = context.settings().get(HOST);
        sockets = Listening.open(host, context.settings().get(PORT));
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
        long start = context.clock().real().millis();
        SignedRequest signed = signed(request);
        boolean healthCheck = signed.rawPath().equals(HEALTH_PATH);
        String requestId =
                healthCheck ? UUID.randomUUID().toString() : context.ids().requestId();
        Trace trace = new Trace(requestId, signed);
        int status = 200;
        ControlText answer;
        try {
            answer = answer(new Exchange(
                    signed, Uri.segments(signed.rawPath()), Uri.query(signed.rawQuery()), () -> body(request), trace));
        } catch (AnswerLost lost) {
            LOG.info("{} {} {} answer lost on purpose", context.clock().instant(), trace.operation(), requestId);
            Draining.connection(request).close();
            return;
        } catch (ApiException refusal) {
            trace.refused(refusal);
            status = refusal.error().status();
            answer = json(ErrorBody.json(requestId, refusal));
        } catch (RuntimeException | Error failure) {
            // Last resort: log the stack trace, answer InternalError.
            LOG.error("request {} failed", requestId, failure);
            status = INTERNAL_ERROR.status();
            answer = json(ErrorBody.json(requestId, INTERNAL_ERROR.plain()));
        }
        trace.warnable()
                .flatMap(context.forwarding()::warning)
                .ifPresent(warning -> response.setHeader(WARNING_HEADER, warning));
        write(request, response, requestId, status, answer);
        long took = context.clock().real().millis() - start;
        context.metrics().count(trace.operation(), status, trace.code(), took);
        if (LOG.isInfoEnabled() && !healthCheck) {
            LOG.info("{}", trace.line(context.clock().instant().toString(), status, took));
        }
    }

    private static ControlText json(String body) {
        return new ControlText(ErrorBody.CONTENT_TYPE, body);
    }

    /**
     * The way of a request: who sent it, what it means, and the answer. With the steps of {@link Dispatch} this order decides
     * which of two mistakes is reported (assumption [m4]).
     */
    private ControlText answer(Exchange exchange) {
        String account = admit(exchange);
        Match match = context.routes().match(exchange.method(), exchange.path(), exchange.query());
        exchange.trace().operation(match.route().name());
        if (!exchange.method().equals("GET")) {
            exchange.trace().writes(match.variables().getOrDefault("blbId", ""));
        }
        return match.route() instanceof Endpoint endpoint
                ? json(dispatch.answer(exchange, endpoint, match.variables(), account))
                : control.answer(exchange, (ControlRoute) match.route(), match.variables());
    }

    /** The account that signed; none for control routes, which need no signature. */
    private String admit(Exchange exchange) {
        if (exchange.isControl()) {
            control.admit(exchange.signed());
            return "";
        }
        String account = authentication.account(exchange.signed());
        exchange.trace().account(account);
        return account;
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
        response.setHeader("Date", DateGenerator.formatDate(context.clock().instant()));
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
