package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.AccessLine;
import dev.blb.emulator.traffic.HeaderRules;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.RequestRules;
import dev.blb.emulator.traffic.RequestRules.Refusal;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked, read before the request is changed for the server.
 *
 * @param request the request; changed by {@link #forServer}
 * @param bytes how long it was on the wire, in bytes
 * @param line its request line
 * @param isHttp11 whether the client speaks HTTP/1.1, not 1.0
 * @param keepsAlive whether the client wants to keep its connection
 * @param hasBody whether a body follows that is not known to be empty
 * @param awaitsContinue whether the client waits for a 100 before its body
 * @param upgrade the protocol that the client wants to change to, or null
 */
record RequestHead(
        HttpRequest request,
        long bytes,
        String line,
        boolean isHttp11,
        boolean keepsAlive,
        boolean hasBody,
        boolean awaitsContinue,
        @Nullable String upgrade,
        @Nullable String host,
        @Nullable String referer,
        @Nullable String userAgent,
        @Nullable String forwardedFor) {

    /** Reads the head of a request that is not refused. */
    static RequestHead of(HttpRequest request, long bytes) {
        HttpHeaders headers = request.headers();
        boolean isHttp11 = !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
        boolean keepsAlive = connection.isEmpty()
                ? isHttp11
                : isHttp11
                        ? !HeaderRules.hasToken(connection, "close")
                        : HeaderRules.hasToken(connection, "keep-alive");
        boolean hasBody = hasBody(headers);
        return new RequestHead(
                request,
                bytes,
                AccessLine.printable(line(request)),
                isHttp11,
                keepsAlive,
                hasBody,
                isHttp11 && hasBody && HttpUtil.is100ContinueExpected(request),
                upgrade(request),
                headers.get(HttpHeaderNames.HOST),
                headers.get(HttpHeaderNames.REFERER),
                headers.get(HttpHeaderNames.USER_AGENT),
                headers.get("x-forwarded-for"));
    }

    /** The request line of a request, as it was sent. */
    static String line(HttpRequest request) {
        return request instanceof UnreadableRequest unreadable
                ? unreadable.line()
                : request.method() + " " + request.uri() + " " + request.protocolVersion();
    }

    private static boolean hasBody(HttpHeaders headers) {
        return !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")
                || headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    /**
     * The protocol that a client may change to by a request, or null. An upgrade to HTTP/2 would let it speak to a server past
     * every rule here; a body would be taken for frames.
     */
    static @Nullable String upgrade(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        boolean isPassed = upgrade != null
                && !upgrade.toLowerCase(Locale.ROOT).contains("h2c")
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)
                && HeaderRules.hasToken(headers.getAll(HttpHeaderNames.CONNECTION), "upgrade")
                && !hasBody(headers);
        return isPassed ? upgrade : null;
    }

    /** Takes out the trailers, if it has any, that no server gets because of their names, and names them. */
    static Set<String> dropUnusual(HttpContent part) {
        return part instanceof LastHttpContent last ? dropUnusual(last.trailingHeaders()) : Set.of();
    }

    private static Set<String> dropUnusual(HttpHeaders headers) {
        Set<String> names = new LinkedHashSet<>();
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            CharSequence name = all.next().getKey();
            if (!HeaderRules.isUsualName(name)) {
                names.add(name.toString());
            }
        }
        names.forEach(headers::remove);
        return names;
    }

    /** Why a request is refused, or null if it is not. */
    static @Nullable Refusal refusal(HttpRequest request) {
        HttpHeaders headers = request.headers();
        Throwable unreadable = request.decoderResult().cause();
        if (unreadable instanceof TooLongHttpLineException) {
            return new Refusal(
                    414, "the request line is longer than " + RequestRules.MAX_REQUEST_LINE_BYTES + " bytes");
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (unreadable != null && !codings.isEmpty() && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            // Netty reads no body that is coded otherwise; it is the coding that is refused.
            Refusal ofCoding = rules(request);
            if (ofCoding != null) {
                return ofCoding;
            }
        }
        if (unreadable != null) {
            return new Refusal(
                    400,
                    "the request cannot be read: "
                            + Objects.requireNonNullElse(unreadable.getMessage(), unreadable.toString()));
        }
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = all.next();
            if (header.getKey().length() + header.getValue().length() > RequestRules.MAX_HEADER_BYTES) {
                return new Refusal(
                        400,
                        "header " + header.getKey() + " is longer than " + RequestRules.MAX_HEADER_BYTES + " bytes");
            }
        }
        if (!isAscii(headers)) {
            return new Refusal(400, "a header has bytes that are not ASCII");
        }
        return rules(request);
    }

    /** Whether a part of a body can be passed on: Netty could read it, and its trailers are such as headers must be. */
    static boolean isReadable(HttpContent part) {
        return part.decoderResult().isSuccess()
                && !(part instanceof LastHttpContent last && !isAscii(last.trailingHeaders()));
    }

    /** Whether all names and values are ASCII; other bytes are refused, as by the application type (assumption). */
    private static boolean isAscii(HttpHeaders headers) {
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = all.next();
            if (!isAscii(header.getKey()) || !isAscii(header.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Refusal rules(HttpRequest request) {
        return RequestRules.refusal(
                request.method().name(),
                request.uri(),
                request.protocolVersion().text(),
                request.headers()::getAll);
    }

    /** Whether its answer has no body. */
    boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    /** Whether it can be sent again without doing more than it would once (RFC 9110, 9.2.2). */
    boolean isIdempotent() {
        return switch (request.method().name()) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /**
     * Changes the request to what the server gets: headers of the client's connection are taken out, and those with unusual
     * names, and what the listener adds is added.
     *
     * @param client the address of the client
     * @param listener address and port of the listener, the Host of a request that has none
     * @return the unusual names
     */
    Set<String> forServer(HttpPlan plan, Protocol protocol, String client, String listener) {
        HttpHeaders headers = request.headers();
        Set<String> dropped = dropUnusual(headers);
        List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
        boolean takesTrailers = HeaderRules.hasToken(headers.getAll(HttpHeaderNames.TE), "trailers");
        boolean chunked = HttpUtil.isTransferEncodingChunked(request);
        HeaderRules.HOP_BY_HOP.forEach(headers::remove);
        if (!connection.isEmpty()) {
            HeaderRules.namedIn(connection).forEach(headers::remove);
        }
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (awaitsContinue) {
            headers.remove(HttpHeaderNames.EXPECT);
        }
        if (upgrade != null) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, upgrade);
        } else if (takesTrailers) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderNames.TE);
            headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
        String authority = RequestRules.authority(request.uri());
        if (authority != null) {
            headers.set(HttpHeaderNames.HOST, authority);
            request.setUri(RequestRules.originForm(request.uri()));
        } else if (host == null) {
            headers.set(HttpHeaderNames.HOST, listener);
        }
        if (plan.forwardedFor()) {
            headers.set("X-Forwarded-For", HeaderRules.forwardedFor(headers.getAll("X-Forwarded-For"), client));
        }
        if (plan.forwardedProto()) {
            headers.set("X-Forwarded-Proto", protocol.scheme());
        }
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        return dropped;
    }
}
