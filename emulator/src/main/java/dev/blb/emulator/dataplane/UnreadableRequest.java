package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.RequestRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Stands for a request that cannot be read: nothing of it is known but what its line was. */
final class UnreadableRequest extends DefaultFullHttpRequest {
    private final String line;

    UnreadableRequest(String line, Throwable cause) {
        super(HttpVersion.HTTP_1_0, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
        this.line = line;
        setDecoderResult(DecoderResult.failure(cause));
    }

    /** Its request line as it was sent, up to the longest that is read. */
    String line() {
        return line;
    }

    /** The line that begins here, behind empty lines; a character of it is a byte. */
    static String line(ByteBuf in, int from) {
        int start = from;
        while (start < in.writerIndex() && isLineEnd(in.getByte(start))) {
            start++;
        }
        int end = start;
        int longest = Math.min(in.writerIndex(), start + RequestRules.MAX_REQUEST_LINE_BYTES);
        while (end < longest && !isLineEnd(in.getByte(end))) {
            end++;
        }
        return in.toString(start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean isLineEnd(byte character) {
        return character == HttpConstants.CR || character == HttpConstants.LF;
    }
}
