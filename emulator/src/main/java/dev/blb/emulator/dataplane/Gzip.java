package dev.blb.emulator.dataplane;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compresses the body of an answer part by part; each part can be read at once by the client. */
final class Gzip {
    /** nginx's {@code gzip_min_length} and the statuses that it compresses (assumption). */
    private static final int MIN_BYTES = 20;

    private static final Set<Integer> STATUSES = Set.of(200, 403, 404);

    private final Redirected sink = new Redirected();
    private @Nullable GZIPOutputStream gzip;

    /** Whether an answer is one that {@code gzipJson} compresses and the client can read. */
    static boolean suits(HttpRequest request, HttpResponse answer) {
        HttpHeaders headers = answer.headers();
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        return (type.equals("application/json")
                        || type.startsWith("application/json;")
                        || type.startsWith("application/json "))
                && STATUSES.contains(answer.status().code())
                && !headers.contains(HttpHeaderNames.CONTENT_ENCODING)
                && !headers.containsValue(HttpHeaderNames.CACHE_CONTROL, "no-transform", true)
                && HttpUtil.getContentLength(answer, (long) MIN_BYTES) >= MIN_BYTES
                && accepts(request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
    }

    /** Whether gzip is accepted with another quality than 0; {@code *} stands for it where it is not named (RFC 9110, 12.5.3). */
    private static boolean accepts(List<String> values) {
        Map<String, Boolean> accepted = new HashMap<>();
        for (String value : values) {
            for (String each : value.toLowerCase(Locale.ROOT).split(",", -1)) {
                List<String> parts =
                        Stream.of(each.split(";", -1)).map(String::strip).toList();
                boolean refused = parts.stream().anyMatch(part -> part.matches("q\\s*=\\s*0(\\.0*)?"));
                // Named twice, it is accepted only if it is so both times.
                accepted.merge(parts.get(0), !refused, Boolean::logicalAnd);
            }
        }
        return accepted.getOrDefault("gzip", accepted.getOrDefault("*", false));
    }

    /** Changes the head of an answer to that of a compressed one. */
    static void announce(HttpHeaders headers) {
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        headers.remove(HttpHeaderNames.ACCEPT_RANGES);
        headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        headers.add(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        String tag = headers.get(HttpHeaderNames.ETAG);
        if (tag != null && !tag.startsWith("W/")) {
            headers.set(HttpHeaderNames.ETAG, "W/" + tag);
        }
    }

    /** Compresses a part into a buffer; the part is not released. */
    void compress(ByteBuf part, boolean isLast, ByteBuf into) {
        try (ByteBufOutputStream out = new ByteBufOutputStream(into)) {
            sink.to = out;
            if (gzip == null) {
                // Writes its header at once.
                gzip = new GZIPOutputStream(sink, true);
            }
            part.readBytes(gzip, part.readableBytes());
            if (isLast) {
                gzip.close();
            } else {
                gzip.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        } finally {
            sink.to = OutputStream.nullOutputStream();
        }
    }

    /** Frees what the compressor holds outside the heap, wherever the body ended. */
    void end() {
        try {
            if (gzip != null) {
                gzip.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
    }

    /** Leads to the buffer of the part that is compressed now. */
    private static final class Redirected extends OutputStream {
        private OutputStream to = OutputStream.nullOutputStream();

        @Override
        public void write(int value) throws IOException {
            to.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            to.write(bytes, offset, length);
        }
    }

    /** The next part of a body, compressed; the part is released. */
    HttpContent compressed(HttpContent part) {
        ByteBuf into = part.content().alloc().buffer();
        compress(part.content(), part instanceof LastHttpContent, into);
        HttpContent compressed = new DefaultHttpContent(into);
        if (part instanceof LastHttpContent last) {
            DefaultLastHttpContent end = new DefaultLastHttpContent(into);
            end.trailingHeaders().set(last.trailingHeaders());
            compressed = end;
        }
        part.release();
        return compressed;
    }
}
