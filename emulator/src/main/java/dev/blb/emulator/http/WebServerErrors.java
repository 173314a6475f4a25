package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INTERNAL_ERROR;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.INVALID_URI;

import dev.blb.emulator.api.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the web server answers by itself, in the API's shape: a URI or header that it cannot read, bad HTTP. */
final class WebServerErrors extends ErrorHandler {
    private static final Set<Integer> URI_STATUSES = Set.of(404, 405, 414);

    /** The path of the request that Jetty puts in the place of one whose first line it cannot read. */
    private static final String UNREAD_PATH = "/badMessage";

    /** How Jetty names the first byte of a TLS handshake. */
    private static final String TLS_HANDSHAKE = "CNTL=0x16";

    private static final Logger LOG = LoggerFactory.getLogger(WebServerErrors.class);

    private final Clock clock;
    private final BiConsumer<Trace, Answer> record;

    /**
     * Answers with the dates of this clock.
     *
     * @param record logs an answer and keeps the call; not called for bytes in which no request can be read
     */
    WebServerErrors(Clock clock, BiConsumer<Trace, Answer> record) {
        this.clock = clock;
        this.record = record;
    }

    /** Answers what a context refuses, and leaves an empty path to the server: the context would send it to another address. */
    void answerFor(ServletContextHandler context) {
        context.setErrorHandler(this);
        context.setAllowNullPathInContext(true);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String requestId = UUID.randomUUID().toString();
        ApiException refusal = refusal(request, code, message);
        if (!UNREAD_PATH.equals(request.getHttpURI().getPath())) {
            Trace trace = new Trace(requestId, received(request));
            trace.refused(refusal);
            record.accept(trace, Answer.refusal(requestId, refusal));
        }
        byte[] body = ErrorBody.json(requestId, refusal).getBytes(StandardCharsets.UTF_8);
        response.setStatus(refusal.error().status());
        describe(response.getHeaders(), requestId);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        if (HttpMethod.CONNECT.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static SignedRequest received(Request request) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            headers.putIfAbsent(field.getLowerCaseName(), Objects.requireNonNullElse(field.getValue(), ""));
        }
        HttpURI uri = request.getHttpURI();
        return new SignedRequest(
                request.getMethod(),
                Objects.requireNonNullElse(uri.getPath(), ""),
                Objects.requireNonNullElse(uri.getQuery(), ""),
                headers,
                request.isSecure());
    }

    private void describe(HttpFields.Mutable fields, String requestId) {
        fields.put("x-bce-request-id", requestId);
        fields.put(HttpHeader.CONTENT_TYPE, ErrorBody.CONTENT_TYPE);
        fields.put(HttpHeader.CACHE_CONTROL, "no-cache");
        fields.put(HttpHeader.SERVER, "BWS");
        fields.put(HttpHeader.DATE, DateGenerator.formatDate(clock.instant()));
    }

    /** What is allowed, where the web server's own words do not say it. */
    private static String allowed(Request request, int status) {
        return switch (status) {
            case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                "; allowed are "
                        + request.getConnectionMetaData().getHttpConfiguration().getRequestHeaderSize()
                        + " bytes for the first line and the headers together";
            default ->
                status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
                                || UNREAD_PATH.equals(request.getHttpURI().getPath())
                        ? "; allowed is a first line such as GET /v1/blb HTTP/1.1"
                        : "";
        };
    }

    private static ApiException refusal(Request request, int status, @Nullable String reason) {
        if (status >= 500 && status != HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505) {
            return INTERNAL_ERROR.plain();
        }
        HttpURI uri = request.getHttpURI();
        boolean isUri = URI_STATUSES.contains(status)
                || uri.hasViolations()
                || (status == HttpStatus.BAD_REQUEST_400 && UNREAD_PATH.equals(uri.getPath()));
        if (reason != null && reason.contains(TLS_HANDSHAKE)) {
            LOG.warn("A client spoke TLS to this port, which speaks plain http; its endpoint must begin with"
                    + " http://, or have the port of --https-port.");
            return INVALID_HTTP_REQUEST.with(
                    "The request begins like TLS, and this port speaks plain http; use an endpoint with http://,"
                            + " or the port of --https-port.");
        }
        return (isUri ? INVALID_URI : INVALID_HTTP_REQUEST)
                .with("%s%s.", reason == null ? "HTTP status " + status : reason, allowed(request, status));
    }
}
