package dev.blb.emulator.dataplane;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;

/**
 * Reads a server's answers, each only once it is asked for: what comes unasked is no answer to a later request, and is not
 * read as one. It must know which requests are HEAD: their answers have no body, whatever their headers say.
 */
final class AnswerReader extends HttpResponseDecoder {
    /** The most bytes of a status line and of all headers; nginx's {@code proxy_buffer_size} of 4k [doc:custom]. */
    static final int MAX_HEAD_BYTES = 4 * 1024;

    private boolean isAsked;
    private boolean toHead;

    AnswerReader() {
        super(HttpReader.config(MAX_HEAD_BYTES, MAX_HEAD_BYTES));
    }

    /**
     * Begins to read an answer.
     *
     * @param isHead whether it is one to a HEAD request
     */
    void expectAnswer(boolean isHead) {
        isAsked = true;
        toHead = isHead;
    }

    /** Ends reading: no answer is expected. False if bytes are left of what came with the last one. */
    boolean expectNothing() {
        isAsked = false;
        return actualReadableBytes() == 0;
    }

    /** What comes unasked is passed on as it is. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (isAsked) {
            super.channelRead(context, message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (isAsked) {
            super.decode(context, in, out);
        } else {
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        boolean isFinal = ((HttpResponse) message).status().codeClass() != HttpStatusClass.INFORMATIONAL;
        return (toHead && isFinal) || super.isContentAlwaysEmpty(message);
    }
}
