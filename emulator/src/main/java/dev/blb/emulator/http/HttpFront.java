package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INTERNAL_ERROR;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.INVALID_URI;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;
import static dev.blb.emulator.settings.SettingsTable.HOST;
import static dev.blb.emulator.settings.SettingsTable.HTTPS_PORT;
import static dev.blb.emulator.settings.SettingsTable.PATH_PREFIX;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REGION;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.journal.RecordedCall;
import dev.blb.emulator.route.CloudHost;
import dev.blb.emulator.route.CloudService;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.EmptyService;
import dev.blb.emulator.route.Endpoint;
import dev.blb.emulator.route.RouteTable.Match;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.time.EmulatorClock;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server, and the way of a request through it: read, admit, route, answer, write, log. */
public final class HttpFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.blb.emulator.requests");

    /** How long requests under way may take to finish when the server stops; container engines kill after 10 s. */
    private static final int STOP_TIMEOUT_MILLIS = 7000;

    // As Javalin's own.
    private static final int MAX_THREADS = 250;
    private static final int MIN_THREADS = 8;
    private static final int IDLE_TIMEOUT_MILLIS = 60_000;

    private final EmulatorContext context;
    private final Authentication authentication;
    private final ControlApi control;
    private final Callers callers;
    private final ConsoleFront console;
    private final String prefix;
    private final Dispatch dispatch;
    private final Ports ports = new Ports();
    private final FaultFilter faults;
    private final Bodies bodies;
    private final Unsent unsent = Unsent.withinHeap();
    private final AnswerWriter writer;
    private final Draining draining = new Draining();
    private final WarmUp warmUp;
    private final Javalin javalin;
    private List<ServerSocketChannel> sockets = List.of();
    private List<ServerSocketChannel> tlsSockets = List.of();
    private URI baseUri = URI.create("");
    private Optional<URI> httpsUri = Optional.empty();

    /** A front of this emulator that is not started yet; it answers once this warm-up has ended. */
    public HttpFront(EmulatorContext context, WarmUp warmUp) {
        this.warmUp = warmUp;
        this.context = context;
        this.authentication = new Authentication(
                context.settings().get(AUTH),
                context.settings().get(CREDENTIALS),
                // Never a secret that a seed or a restore under way may still take back.
                accessKey ->
                        context.database().onReadModels(() -> context.accounts().secretOf(accessKey)),
                context.clock(),
                context.settings().get(PATH_PREFIX));
        this.control = new ControlApi(context);
        this.callers = new Callers(context.settings());
        this.console = new ConsoleFront(context.routes(), control, callers);
        this.prefix = context.settings().get(PATH_PREFIX).orElse("");
        this.dispatch = new Dispatch(context);
        this.faults = new FaultFilter(context.faults(), context.database(), ports);
        this.bodies = new Bodies(context.settings());
        this.writer = new AnswerWriter(context.clock(), bodies, draining);
        this.javalin = Javalin.create(this::configure);
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        // A compressed answer breaks the Python SDK and reads as nulls in old Java [b13].
        config.http.compressionStrategy = CompressionStrategy.NONE;
        WebServerErrors errors =
                new WebServerErrors(context.clock(), (trace, answer) -> record(trace, answer, false, 0));
        // Jetty's own queue asks JMX for the size of a cache line, which takes a fortieth of the start.
        QueuedThreadPool threads =
                new QueuedThreadPool(MAX_THREADS, MIN_THREADS, IDLE_TIMEOUT_MILLIS, new LinkedBlockingQueue<>());
        threads.setName("blb-http");
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(errors);
            server.setStopTimeout(STOP_TIMEOUT_MILLIS);
        });
        config.jetty.addConnector((server, http) -> {
            tlsSockets.forEach(socket -> server.addConnector(ports.add(
                    TlsPort.connector(server, http, context.tls().server().orElseThrow(), socket))));
            sockets.stream().skip(1).forEach(socket -> server.addConnector(plain(server, http, socket)));
            return plain(server, http, sockets.get(0));
        });
        config.jetty.modifyServletContextHandler(errors::answerFor);
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            // Clients whose endpoint ends in a slash send //v1/blb [n17].
            http.setUriCompliance(
                    UriCompliance.DEFAULT.with("slashes", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
            // Signatures cover values as sent; the cache would replace them by a known spelling in another case.
            http.setHeaderCacheCaseSensitive(true);
            // The Date header comes from the emulator's clock.
            http.setSendDateHeader(false);
        });
        // One handler for every method and path: the table decides, not the web framework.
        config.routes.before(context -> {
            serve(context.req(), context.res());
            context.skipRemainingHandlers();
        });
    }

    private ApiConnector plain(Server server, HttpConfiguration http, ServerSocketChannel socket) {
        return ports.add(ApiConnector.of(server, socket, new HttpConnections(http)));
    }

    /**
     * Starts to serve; when this returns, the first calls are as fast as they can be made.
     *
     * @throws AddressUnavailable if the address of the settings cannot be listened on
     */
    public void start() {
        Optional<String> host = context.settings().get(HOST);
        sockets = Listening.open(host, PORT, context.settings().get(PORT));
        try {
            tlsSockets = context.settings()
                    .get(HTTPS_PORT)
                    .map(port -> Listening.open(host, HTTPS_PORT, port))
                    .orElse(List.of());
        } catch (AddressUnavailable taken) {
            sockets.forEach(Listening::close);
            throw taken;
        }
        javalin.start();
        warmUp.await();
        baseUri = uri("http", host, sockets.get(0));
        httpsUri = tlsSockets.stream().findFirst().map(socket -> uri("https", host, socket));
    }

    private static URI uri(String scheme, Optional<String> set, ServerSocketChannel socket) {
        String host = set.orElse(Listening.LOOPBACK);
        // An address that means every interface cannot be connected to; loopback is one of them.
        String name = host.equals("0.0.0.0") || host.equals("::") ? Listening.LOOPBACK : host;
        return URI.create(scheme + "://" + (name.contains(":") ? "[" + name + "]" : name) + ":"
                + socket.socket().getLocalPort());
    }

    /** The address that it serves, such as {@code http://127.0.0.1:8252}; known once it has started. */
    public URI baseUri() {
        return baseUri;
    }

    /** The address that it serves over TLS, such as {@code https://127.0.0.1:8443}; empty without an https port. */
    public Optional<URI> httpsUri() {
        return httpsUri;
    }

    /** Stops accepting, lets requests under way finish, and ends. */
    @Override
    public void close() {
        context.journal().close();
        context.faults().close();
        console.close();
        draining.stop(javalin, STOP_TIMEOUT_MILLIS);
    }

    private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        warmUp.await();
        draining.track(request);
        long begin = EmulatorClock.elapsedMillis();
        SignedRequest signed = Callers.signed(request);
        // Asked all the time: no line in the log, not in the journal, and seeded ids stay where they are.
        boolean observes = isObserver(routed(signed));
        Trace trace = new Trace(
                observes ? UUID.randomUUID().toString() : context.ids().requestId(), signed);
        Answer answer = answer(request, signed, trace);
        Draining.onEnd(request, () -> unsent.sent(answer));
        trace.warnable().flatMap(context.forwarding()::warning).ifPresent(trace::warn);
        record(trace, answer, observes, EmulatorClock.elapsedMillis() - begin);
        if (!observes || !signed.method().equals("GET")) {
            console.callAnswered();
        }
        callers.allowOrigin(signed, response);
        trace.warning().ifPresent(text -> response.setHeader(NearMisses.WARNING_HEADER, text));
        trace.fault().ifPresent(rule -> response.setHeader(FaultFilter.HEADER, rule));
        writer.write(request, response, trace.requestId(), answer);
    }

    /** The answer, whatever happens. */
    private Answer answer(HttpServletRequest request, SignedRequest signed, Trace trace) {
        try (Bodies.Body body = bodies.of(request)) {
            if (TlsPort.isMistaken(request)) {
                throw INVALID_HTTP_REQUEST.with(
                        "The request is plain http, and this port speaks TLS; use an endpoint with https://, or the port of"
                                + " --port.");
            }
            return unsent.admitted(answer(new Exchange(
                    signed, Uri.segments(routed(signed)), Uri.query(signed.rawQuery()), once(body::read), trace)));
        } catch (AnswerLost lost) {
            return Answer.LOST;
        } catch (ApiException refusal) {
            trace.refused(refusal);
            return Answer.refusal(trace.requestId(), refusal);
        } catch (RuntimeException | Error failure) {
            // Last resort: log the stack trace, answer InternalError.
            LOG.error("request {} failed", trace.requestId(), failure);
            return Answer.refusal(trace.requestId(), INTERNAL_ERROR.plain());
        }
    }

    private static Supplier<byte[]> once(Supplier<byte[]> reader) {
        AtomicReference<byte[]> read = new AtomicReference<>();
        return () -> {
            if (read.get() == null) {
                read.set(reader.get());
            }
            return read.get();
        };
    }

    /** Counts it, and unless it only observes, writes the line of the log and the call into the journal. */
    private void record(Trace trace, Answer answer, boolean observes, long durationMillis) {
        if (answer.status() > 0) {
            context.metrics().count(trace.operation(), answer.status(), trace.code(), durationMillis);
        }
        if (observes) {
            return;
        }
        if (LOG.isInfoEnabled()) {
            String now = context.clock().instant().toString();
            LOG.info(
                    "{}",
                    answer.status() == 0
                            ? now + " " + trace.operation() + " " + trace.requestId() + " answer lost on purpose"
                            : trace.line(now, answer.status(), durationMillis));
        }
        if (context.journal().isOn()) {
            context.journal().add(trace.call(context.clock().instant(), answer, durationMillis));
        }
    }

    private static boolean isObserver(String path) {
        return path.equals(ControlRoute.HEALTH_PATH)
                || path.equals("/" + ControlRoute.METRICS)
                || path.startsWith(ControlRoute.JOURNAL_PATH)
                || path.startsWith(ConsoleFront.ROOT + "/");
    }

    /**
     * The way of a request: who sent it, what it means, and the answer. With the steps of {@link Dispatch} this order decides
     * which of two mistakes is reported (assumption [m4]).
     */
    private Answer answer(Exchange exchange) {
        if (isPreflight(exchange.signed())) {
            exchange.trace().operation(RecordedCall.CONTROL);
            return Answer.text(FrontPage.TEXT, "");
        }
        if (exchange.path().equals(List.of("")) && exchange.method().equals("GET")) {
            exchange.trace().operation(RecordedCall.CONTROL);
            return FrontPage.of(exchange.signed(), base(exchange.signed()));
        }
        if (ConsoleFront.isConsole(exchange.path())) {
            exchange.trace().operation(RecordedCall.CONTROL);
            return control.document(() ->
                    context.database().upToDate(() -> console.answer(exchange, base(exchange.signed()))));
        }
        return isObserver(routed(exchange.signed()))
                ? admitted(exchange)
                // Keys, faults and the time decide before any transaction begins.
                : context.database().upToDate(() -> admitted(exchange));
    }

    private Answer admitted(Exchange exchange) {
        String account = state(exchange, admit(exchange));
        Optional<EmptyService> empty = EmptyService.of(exchange.path());
        if (empty.isPresent()) {
            return Answer.json(DocumentedAnswers.written(
                    context.accounts().settings(account),
                    empty.get().path(),
                    empty.get().answer(exchange.method(), exchange.path(), exchange.query())));
        }
        Match match = context.routes().match(exchange.method(), exchange.path(), exchange.query());
        exchange.trace().operation(match.route().name());
        if (!exchange.method().equals("GET")) {
            exchange.trace().writes(match.variables().getOrDefault("blbId", ""));
        }
        if (match.route() instanceof ControlRoute route) {
            // It may change what no transaction rolls back.
            context.database().confirm();
            return control.answer(exchange, route, match.variables());
        }
        Endpoint endpoint = (Endpoint) match.route();
        return faults.answer(
                exchange,
                endpoint,
                account,
                match.id(),
                stale -> Answer.json(dispatch.answer(exchange, endpoint, account, match.id(), stale)));
    }

    /** Whether an allowed page's browser asks what the page may send. */
    private boolean isPreflight(SignedRequest signed) {
        return signed.method().equals("OPTIONS")
                && !signed.header("access-control-request-method").isEmpty()
                && callers.allowedOrigin(signed).isPresent();
    }

    /** The path by which a route is found: without the prefix of the settings, and with one slash at its begin. */
    private String routed(SignedRequest signed) {
        String path = signed.withoutDoubledSlash().rawPath();
        return !prefix.isEmpty() && path.startsWith(prefix + "/")
                ? new SignedRequest("", path.substring(prefix.length()), "", Map.of())
                        .withoutDoubledSlash()
                        .rawPath()
                : path;
    }

    /** The prefix of the settings if the path has it; else the empty text. */
    private String base(SignedRequest signed) {
        return !prefix.isEmpty() && signed.rawPath().startsWith(prefix + "/") ? prefix : "";
    }

    /** The account that signed; none for control routes, which need no signature. */
    private String admit(Exchange exchange) {
        if (exchange.isControl()) {
            callers.admitToControl(exchange.signed(), routed(exchange.signed()).equals(ControlRoute.HEALTH_PATH));
            return "";
        }
        callers.admitToApi(exchange.signed());
        Accounts accounts = context.accounts();
        // Also of a call that is refused now: whoever looks for it looks under this account.
        exchange.trace().account(accounts.accountOf(Authentication.claimedKey(exchange.signed())));
        String accessKey = authentication.accessKey(exchange.signed());
        if (context.settings().get(AUTH) == AuthMode.VERIFY) {
            accounts.checkSession(
                    accessKey,
                    Authentication.sessionTokens(exchange.signed()),
                    context.clock().instant());
        }
        return accounts.accountOf(accessKey);
    }

    /** The state of the account that a request works on: that of the region in the host's name, if its service has regions. */
    private String state(Exchange exchange, String account) {
        Optional<CloudHost> host = exchange.signed().cloudHost();
        Optional<CloudService> service = CloudService.of(exchange.path());
        if (exchange.isControl() || host.isEmpty() || service.isEmpty()) {
            return account;
        }
        if (host.get().service() != service.get()) {
            throw INVALID_URI.with(
                    "Host %s is that of service %s, and this path is one of service %s, at %s.",
                    exchange.signed().hostName(),
                    host.get().service(),
                    service.get(),
                    new CloudHost(
                                    service.get(),
                                    service.get().isRegional() ? host.get().region() : Optional.empty())
                            .name());
        }
        Region home = context.settings().get(REGION);
        String state =
                service.get().isRegional() ? host.get().region().orElse(home).stateOf(account, home) : account;
        exchange.trace().account(state);
        return state;
    }
}
