package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.HttpPlan.Stickiness;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Server;
import dev.blb.emulator.traffic.Servers;
import dev.blb.emulator.traffic.SessionCookie;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cookie of one exchange that keeps a client at its server, if the listener has {@code keepSession}. */
final class Affinity {
    private final ActiveListener listener;
    private final Worker worker;
    private final @Nullable Stickiness stickiness;
    private boolean isBound;

    Affinity(ActiveListener listener, Worker worker, HttpPlan plan) {
        this.listener = listener;
        this.worker = worker;
        this.stickiness = plan.stickiness();
    }

    /** Takes the server that the client's cookie names; null if there is none that can take new traffic. */
    @Nullable
    Server server(RequestHead head, Servers servers) {
        if (stickiness == null) {
            return null;
        }
        List<String> cookies = head.request().headers().getAll(HttpHeaderNames.COOKIE);
        String token = SessionCookie.token(cookies, stickiness, worker.clock().instant());
        Server bound = token == null ? null : servers.takeByToken(token);
        if (bound != null) {
            isBound = true;
            listener.count(bound, Metric.STICKY_HITS, 1);
        }
        return bound;
    }

    /** The server that the cookie names failed; another one answers. */
    void isLost() {
        isBound = false;
    }

    /** Changes the cookies of the answer of a server. */
    void setCookies(HttpResponse message, Server answering) {
        Stickiness by = stickiness;
        if (by == null) {
            return;
        }
        List<String> cookies = message.headers().getAll(HttpHeaderNames.SET_COOKIE);
        if (by.rewrites() && !cookies.isEmpty()) {
            List<String> rewritten = cookies.stream()
                    .map(cookie -> SessionCookie.rewritten(cookie, by, answering))
                    .toList();
            message.headers().set(HttpHeaderNames.SET_COOKIE, rewritten);
        } else if (!by.rewrites() && !isBound) {
            String cookie = SessionCookie.inserted(by, answering, worker.clock().instant());
            message.headers().add(HttpHeaderNames.SET_COOKIE, cookie);
        }
    }
}
