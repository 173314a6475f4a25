package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.HeaderRules;
import dev.blb.emulator.traffic.HttpPlan;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the answer of a server is passed on.
 *
 * @param keepsServer whether the server keeps its connection
 * @param keepsClient whether the client's connection is kept
 * @param hasBody whether the client gets a body
 * @param endsWithConnection whether the client learns the end of the body by the end of the connection
 * @param gzip what compresses the body, or null
 */
record AnswerHead(
        boolean keepsServer,
        boolean keepsClient,
        boolean hasBody,
        boolean endsWithConnection,
        @Nullable Gzip gzip) {
    /** Whether an answer's body can be told from what follows: its transfer coding, if any, is chunked and nothing else. */
    static boolean isReadable(HttpResponse message) {
        List<String> codings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
    }

    /** Changes the head of an answer to what the client gets. */
    static AnswerHead forClient(HttpResponse message, RequestHead request, HttpPlan plan, boolean mayKeep) {
        HttpHeaders headers = message.headers();
        boolean keepsServer = HttpUtil.isKeepAlive(message);
        strip(headers);
        message.setProtocolVersion(HttpVersion.HTTP_1_1);
        boolean hasBody = hasBody(request, message.status());
        Gzip gzip = null;
        if (plan.gzipJson() && hasBody && request.isHttp11() && Gzip.suits(request.request(), message)) {
            gzip = new Gzip();
            Gzip.announce(headers);
        }
        boolean endsWithConnection = false;
        if (hasBody && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            endsWithConnection = !request.isHttp11();
            if (!endsWithConnection) {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        }
        boolean keepsClient = mayKeep && !endsWithConnection;
        sayWhetherKept(headers, request, keepsClient);
        return new AnswerHead(keepsServer, keepsClient, hasBody, endsWithConnection, gzip);
    }

    /** Whether an answer has a body on the wire; a client that gets one of status 205 expects none (RFC 9110, 15.3.6). */
    static boolean hasBody(RequestHead request, HttpResponseStatus status) {
        return switch (status.code()) {
            case 204, 205, 304 -> false;
            default -> !request.isHead();
        };
    }

    /** Takes out what concerns the server's connection only. */
    static void strip(HttpHeaders headers) {
        List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
        HeaderRules.HOP_BY_HOP.forEach(headers::remove);
        if (!connection.isEmpty()) {
            HeaderRules.namedIn(connection).forEach(headers::remove);
        }
    }

    /** The same for an answer that changes the protocol, which is what its connection is about. */
    static void keepUpgrade(HttpHeaders headers) {
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        strip(headers);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        if (upgrade != null) {
            headers.set(HttpHeaderNames.UPGRADE, upgrade);
        }
    }

    /** Tells the client whether its connection is kept, where it would expect the contrary. */
    static void sayWhetherKept(HttpHeaders headers, RequestHead request, boolean keeps) {
        if (!keeps) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!request.isHttp11()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }
}
