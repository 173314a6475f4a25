package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.AccessLine;
import dev.blb.emulator.traffic.Counters;
import dev.blb.emulator.traffic.HeaderRules;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Server;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of one exchange for the access log and the counters; written once, when it ends. */
final class ExchangeLog {
    private final ActiveListener listener;
    private final HttpFront front;
    private final RequestHead head;
    private final long beganMillis;
    private @Nullable Server server;
    private @Nullable InetSocketAddress serverAddress;
    private long serverBeganMillis;
    private long connectMillis;
    private long requestBytes;
    private long answerBytes;
    private int status;
    private int serverStatus;
    private final Set<String> droppedHeaders = new LinkedHashSet<>();
    private String reason = "";

    ExchangeLog(ActiveListener listener, HttpFront front, RequestHead head, long realMillis) {
        this.listener = listener;
        this.front = front;
        this.head = head;
        this.beganMillis = realMillis;
        this.requestBytes = head.bytes();
    }

    void serverIs(Server chosen, long realMillis) {
        server = chosen;
        serverAddress = chosen.plan().address();
        serverBeganMillis = realMillis;
        connectMillis = 0;
    }

    void connected(long realMillis) {
        connectMillis = realMillis - serverBeganMillis;
    }

    /** A part of the request's body took so many bytes on the wire. */
    void requestWas(long bytes) {
        requestBytes += bytes;
    }

    void answered(int answerStatus) {
        status = answerStatus;
        serverStatus = answerStatus;
    }

    void answerWas(int bytes) {
        answerBytes += bytes;
    }

    /** These headers, by their names, did not reach a server. */
    void dropped(Set<String> names) {
        droppedHeaders.addAll(names);
        listener.droppedHeaders(names);
    }

    private String explanation() {
        String dropped = droppedHeaders.isEmpty() ? "" : HeaderRules.whyDropped(droppedHeaders);
        return reason.isEmpty() || dropped.isEmpty() ? reason + dropped : reason + "; " + dropped;
    }

    /**
     * The exchange did not go its usual way.
     *
     * @param instead the status that the client got, or 0 if it has one already
     */
    void cut(int instead, String why) {
        status = instead == 0 || status != 0 ? status : instead;
        reason = why;
    }

    /** Writes the line and counts. */
    void end(long realMillis) {
        long took = realMillis - beganMillis;
        count(listener.counters(), took);
        if (server != null) {
            count(server.counters(), took);
            listener.count(server, Metric.SERVER_MILLIS, realMillis - serverBeganMillis);
        }
        listener.accessLog()
                .add(new AccessLine(
                        front.worker().clock().instant(),
                        listener.current().plan().shown(),
                        listener.protocol().scheme(),
                        front.clientAddress(),
                        head.line(),
                        requestBytes,
                        head.host(),
                        head.referer(),
                        head.userAgent(),
                        head.forwardedFor(),
                        status,
                        answerBytes,
                        took,
                        server == null ? null : server.instanceId(),
                        serverAddress,
                        serverStatus,
                        connectMillis,
                        server == null ? 0 : realMillis - serverBeganMillis,
                        front.tlsSession(),
                        explanation()));
    }

    private void count(Counters counters, long took) {
        counters.count(Metric.REQUESTS);
        counters.add(Metric.RESPONSE_MILLIS, took);
        if (status >= 200) {
            counters.count(Metric.ofStatus(status));
        }
    }
}
