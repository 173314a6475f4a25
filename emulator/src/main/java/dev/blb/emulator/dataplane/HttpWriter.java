package dev.blb.emulator.dataplane;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Writes answers to a client; it must know which requests are HEAD, as their answers have no body. */
final class HttpWriter extends HttpResponseEncoder {
    private boolean toHead;

    /** Says whether the next answer is one to a HEAD request. */
    void answerHead(boolean isHead) {
        toHead = isHead;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse message) {
        return toHead || super.isContentAlwaysEmpty(message);
    }
}
