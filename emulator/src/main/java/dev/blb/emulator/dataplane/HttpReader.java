package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.RequestRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests as strictly as Netty can, and refuses what it lets through and nginx does not: a header that is continued
 * on the next line, which Netty would unfold where the server behind may read it otherwise, and odd request lines. Behind a
 * request for another protocol nothing is read until it is known in which protocol the client goes on.
 */
final class HttpReader extends HttpRequestDecoder {
    private static final byte TAB = '\t';
    private static final int MAX_CHUNK_BYTES = 64 * 1024;

    private boolean inHead = true;
    private boolean headBegun;
    private boolean refused;
    private boolean asksForUpgrade;
    private boolean paused;
    private @Nullable HttpRequest begun;
    private long readBytes;

    HttpReader() {
        super(config(RequestRules.MAX_REQUEST_LINE_BYTES, RequestRules.MAX_HEADERS_BYTES));
    }

    /** Everything strict; said here although it is the default, as versions before 4.2.10 were lenient. */
    static HttpDecoderConfig config(int maxFirstLineBytes, int maxHeadersBytes) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(maxFirstLineBytes)
                .setMaxHeaderSize(maxHeadersBytes)
                .setMaxChunkSize(MAX_CHUNK_BYTES)
                .setChunkedSupported(true)
                .setAllowPartialChunks(true)
                .setAllowDuplicateContentLengths(false)
                .setValidateHeaders(true)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true);
    }

    /** Whether a request has begun whose head is not complete yet. */
    boolean isWithinHead() {
        return inHead && (headBegun || actualReadableBytes() > 0);
    }

    /** Netty takes the version in any case. */
    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        String version = super.splitThirdWordInitialLine(line, start, length);
        if (!version.startsWith("HTTP/")) {
            throw new IllegalArgumentException("the version does not begin with HTTP/");
        }
        return version;
    }

    /** Whether bytes wait behind a request for another protocol. */
    boolean hasWaiting() {
        return paused && actualReadableBytes() > 0;
    }

    /** How many bytes were heard that no request or part of one was made of. */
    int bytesLeft() {
        return actualReadableBytes();
    }

    /** Reads on behind a request for another protocol: the client goes on in HTTP. */
    void goOn(ChannelHandlerContext context) {
        if (hasWaiting()) {
            // Later, as this may be called by what reads now.
            context.executor().execute(() -> readOn(context));
        }
        paused = false;
    }

    private void readOn(ChannelHandlerContext context) {
        try {
            if (!context.isRemoved()) {
                channelRead(context, Unpooled.EMPTY_BUFFER);
                channelReadComplete(context);
            }
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) throws Exception {
        HttpMessage message = super.createMessage(initialLine);
        begun = (HttpRequest) message;
        return message;
    }

    /** How many bytes were read since the last call, up to the end of the newest object that was read. */
    long takeReadBytes() {
        long taken = readBytes;
        readBytes = 0;
        return taken;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        int before = in.readerIndex();
        read(context, in, out);
        readBytes += in.readerIndex() - before;
    }

    private void read(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (paused) {
            return;
        }
        int before = in.readerIndex();
        HttpRequest known = begun;
        if (inHead && isMalformed(in)) {
            refused = true;
            out.add(new UnreadableRequest(
                    known == null ? UnreadableRequest.line(in, before) : RequestHead.line(known),
                    new IllegalArgumentException("a header is folded, or the request line has a tab")));
            in.skipBytes(in.readableBytes());
            return;
        }
        int first = out.size();
        super.decode(context, in, out);
        headBegun = inHead && (headBegun || in.readerIndex() > before);
        for (int i = first; i < out.size(); i++) {
            Object each = out.get(i);
            if (each instanceof HttpRequest request) {
                Throwable cause = request.decoderResult().cause();
                if (cause != null && request != begun) {
                    // Netty puts a request of its own in place of one whose line it cannot read.
                    ReferenceCountUtil.release(each);
                    out.set(i, new UnreadableRequest(UnreadableRequest.line(in, before), cause));
                }
                inHead = false;
                headBegun = false;
                begun = null;
                asksForUpgrade = RequestHead.upgrade(request) != null;
            }
            if (each instanceof LastHttpContent) {
                inHead = true;
                paused = asksForUpgrade;
            }
        }
    }

    /**
     * Whether a line of the head begins with a space or a tab, or the request line has a tab where a space belongs. Netty
     * takes heads line by line from the buffer.
     */
    private boolean isMalformed(ByteBuf in) {
        int end = in.writerIndex();
        int line = in.readerIndex();
        if (headBegun && line < end && isBlank(in.getByte(line))) {
            return true;
        }
        for (boolean isFirst = !headBegun; ; isFirst = false) {
            int lineFeed = in.indexOf(line, end, HttpConstants.LF);
            if (isFirst && lineFeed >= 0 && in.indexOf(line, lineFeed, TAB) >= 0) {
                return true;
            }
            line = lineFeed + 1;
            if (lineFeed < 0 || line >= end) {
                return false;
            }
            byte first = in.getByte(line);
            if (isBlank(first)) {
                return true;
            }
            if (first == HttpConstants.CR || first == HttpConstants.LF) {
                return false;
            }
        }
    }

    private static boolean isBlank(byte character) {
        return character == HttpConstants.SP || character == TAB;
    }
}
