package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INTERNAL_ERROR;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.INVALID_URI;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.ids.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What the web server answers by itself, in the API's shape: a URI or header that it cannot read, bad HTTP. */
final class WebServerErrors extends ErrorHandler {
    private static final Set<Integer> URI_STATUSES = Set.of(404, 405, 414);

    private final Ids ids;

    WebServerErrors(Ids ids) {
        this.ids = ids;
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
        String requestId = ids.requestId();
        ApiException refusal = refusal(code, message);
        byte[] body = ErrorBody.json(requestId, refusal).getBytes(StandardCharsets.UTF_8);
        response.setStatus(refusal.error().status());
        describe(response.getHeaders(), requestId);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static void describe(HttpFields.Mutable fields, String requestId) {
        fields.put("x-bce-request-id", requestId);
        fields.put(HttpHeader.CONTENT_TYPE, ErrorBody.CONTENT_TYPE);
        fields.put(HttpHeader.CACHE_CONTROL, "no-cache");
        fields.put(HttpHeader.SERVER, "BWS");
    }

    private static ApiException refusal(int status, @Nullable String reason) {
        String detail = reason == null ? "HTTP status " + status : reason;
        if (status >= 500 && status != HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505) {
            return INTERNAL_ERROR.plain();
        }
        // For a request line that it cannot split the web server has no better word than its status.
        boolean isUri = URI_STATUSES.contains(status)
                || detail.contains("URI")
                || detail.contains("Path")
                || detail.contains("UTF-8")
                || detail.equals("Bad Request");
        return (isUri ? INVALID_URI : INVALID_HTTP_REQUEST).with("%s", detail + ".");
    }
}
