package dev.blb.emulator.dataplane;

import io.netty.handler.codec.http.HttpContent;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a request as far as it was sent, kept so that the request can be sent again. Given up for a request that is
 * not idempotent, and for a body that is too large.
 */
final class Replay {
    private static final int MAX_KEPT_BYTES = 64 * 1024;

    private final List<HttpContent> parts = new ArrayList<>(2);
    private boolean possible;
    private int keptBytes;

    Replay(boolean isIdempotent) {
        this.possible = isIdempotent;
    }

    /** Keeps a part that is about to be sent. */
    void keep(HttpContent part) {
        keptBytes += part.content().readableBytes();
        if (keptBytes > MAX_KEPT_BYTES) {
            possible = false;
            release();
        } else if (possible) {
            parts.add(part.retainedDuplicate());
        }
    }

    /** Whether the request can be sent again. */
    boolean isPossible() {
        return possible;
    }

    /** The parts to send again; they stay kept. */
    List<HttpContent> parts() {
        return parts.stream().map(HttpContent::retainedDuplicate).toList();
    }

    /** Lets go of what is kept. */
    void release() {
        parts.forEach(HttpContent::release);
        parts.clear();
    }
}
