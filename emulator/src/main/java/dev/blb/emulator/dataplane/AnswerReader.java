package dev.blb.emulator.dataplane;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Reads a server's answers. It must know which requests are HEAD: their answers have no body, whatever their headers say. */
final class AnswerReader extends HttpResponseDecoder {
    /** The most bytes of a status line and of all headers; nginx's {@code proxy_buffer_size} of 4k [doc:custom]. */
    static final int MAX_HEAD_BYTES = 4 * 1024;

    private boolean toHead;

    AnswerReader() {
        super(HttpReader.config(MAX_HEAD_BYTES, MAX_HEAD_BYTES));
    }

    /** Says whether the next answer is one to a HEAD request. */
    void expectAnswerToHead(boolean isHead) {
        toHead = isHead;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        boolean isFinal = ((HttpResponse) message).status().codeClass() != HttpStatusClass.INFORMATIONAL;
        return (toHead && isFinal) || super.isContentAlwaysEmpty(message);
    }
}
