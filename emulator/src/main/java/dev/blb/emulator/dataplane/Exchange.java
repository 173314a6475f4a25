package dev.blb.emulator.dataplane;

import dev.blb.emulator.dataplane.ActiveListener.Current;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Server;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: chooses a server, sends the request, passes the answer on, and tries other servers where
 * that is safe. Bodies are streamed both ways. Only its event loop calls it.
 */
final class Exchange {
    private final HttpFront front;
    private final ActiveListener listener;
    private final Worker worker;
    private final Current current;
    private final HttpPlan plan;
    private final RequestHead head;
    private final Replay replay;
    private final ExchangeLog log;
    private final Affinity affinity;
    private final Set<Server> tried = new HashSet<>();
    private final StringJoiner failures = new StringJoiner("; ");
    private @Nullable Server server;
    private @Nullable HttpBack back;
    private @Nullable AnswerHead answer;
    private @Nullable HttpResponse upgradeAnswer;
    private boolean goesOnWithBody;
    private boolean requestComplete;
    private boolean passesInformational;
    private boolean hasTimedOut;
    private boolean over;
    private long lastServerMillis;

    Exchange(HttpFront front, Current current, RequestHead head) {
        this.front = front;
        this.listener = front.listener();
        this.worker = front.worker();
        this.current = current;
        this.plan = Objects.requireNonNull(current.plan().http());
        this.head = head;
        this.replay = new Replay(head.isIdempotent());
        this.affinity = new Affinity(listener, worker, plan);
        this.log = new ExchangeLog(listener, front, head, worker.realMillis());
    }

    /** Chooses a server and begins to send the request. */
    void begin() {
        Server chosen = affinity.server(head, current.servers());
        if (chosen == null) {
            chosen = current.servers().take(front.clientAddress().getAddress(), tried);
        }
        if (chosen == null) {
            giveUp(
                    current.plan().servers().isEmpty() ? 503 : 502,
                    current.plan().whyNoServer());
            return;
        }
        log.dropped(head.forServer(plan, listener.protocol(), front.clientText(), front.listenerText()));
        sendTo(chosen);
    }

    private void sendTo(Server chosen) {
        server = chosen;
        log.serverIs(chosen, worker.realMillis());
        HttpBack kept = worker.pool().take(chosen);
        if (kept == null) {
            connect(chosen);
        } else {
            sendOver(kept);
        }
    }

    private void connect(Server chosen) {
        HttpBack.open(listener, worker, chosen, (opened, failure) -> {
            if (opened == null) {
                listener.count(chosen, Metric.CONNECT_FAILURES, 1);
                if (!over) {
                    hasTimedOut = failure instanceof ConnectTimeoutException;
                    tryNext(
                            chosen,
                            hasTimedOut
                                    ? "cannot be connected to within " + Upstream.CONNECT_TIMEOUT_MILLIS + " ms"
                                    : "cannot be connected to");
                }
            } else if (over) {
                opened.end(true);
            } else {
                log.connected(worker.realMillis());
                sendOver(opened);
            }
        });
    }

    private void sendOver(HttpBack connection) {
        back = connection;
        connection.begin(this, head.isHead());
        lastServerMillis = worker.nowMillis();
        Channel channel = connection.channel();
        Channels.write(channel, head.request());
        replay.parts().forEach(part -> Channels.write(channel, part));
        if (head.awaitsContinue() && !goesOnWithBody) {
            goesOnWithBody = true;
            front.write(Answers.CONTINUE.retainedDuplicate());
            front.flush();
        }
        front.goOn();
    }

    /** Whether the next part of the request's body can be sent. */
    boolean takesBody() {
        return back != null && !requestComplete;
    }

    /** Whether the whole request was sent. */
    boolean isRequestComplete() {
        return requestComplete;
    }

    /**
     * Sends the next part of the request's body.
     *
     * @param bytes how many bytes it took on the wire
     */
    void requestGoesOn(HttpContent part, long bytes) {
        HttpBack to = Objects.requireNonNull(back);
        if (!RequestHead.isReadable(part)) {
            part.release();
            cutOff(400, "the body of the request cannot be read");
            return;
        }
        log.requestWas(bytes);
        goesOnWithBody = goesOnWithBody || part.content().isReadable();
        requestComplete = part instanceof LastHttpContent;
        log.dropped(RequestHead.dropUnusual(part));
        lastServerMillis = worker.nowMillis();
        replay.keep(part);
        Channels.write(to.channel(), part);
    }

    /** Nothing more of the request can be read now. */
    void requestPaused() {
        HttpBack to = back;
        if (to != null) {
            to.channel().flush();
        }
    }

    /** Whether the client may be read: the server takes what comes. */
    boolean serverKeepsUp() {
        HttpBack to = back;
        return to != null && to.channel().isWritable();
    }

    void serverIsWritable() {
        front.updateReading();
    }

    void clientIsWritable() {
        HttpBack from = back;
        if (from != null) {
            lastServerMillis = worker.nowMillis();
            from.channel().config().setAutoRead(true);
        }
    }

    /** The head of an answer came. */
    void answerBegins(HttpResponse message) {
        if (message.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            if (head.upgrade() == null || !requestComplete) {
                answerIsUnreadable(new IllegalStateException("it changed the protocol unasked"));
            } else {
                upgradeAnswer = message;
            }
        } else if (message.status().code() < 200) {
            passesInformational = head.isHttp11() && message.status().code() != 100;
            if (passesInformational) {
                AnswerHead.strip(message.headers());
                front.write(message);
            }
        } else if (AnswerHead.isReadable(message)) {
            boolean mayKeep = head.keepsAlive() && requestComplete && front.mayKeep();
            answer = AnswerHead.forClient(message, head, plan, mayKeep);
            log.answered(message.status().code());
            affinity.setCookies(message, Objects.requireNonNull(server));
            front.answerHead(head.isHead());
            front.write(message);
        } else {
            answerIsUnreadable(new IllegalStateException("its transfer coding is unknown"));
        }
    }

    /** A whole answer with a status below 200 came. */
    void informationalEnds() {
        HttpResponse upgrade = upgradeAnswer;
        if (upgrade != null) {
            openTunnel(upgrade);
        } else if (passesInformational) {
            front.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private void openTunnel(HttpResponse message) {
        HttpBack connection = Objects.requireNonNull(back);
        Server chosen = Objects.requireNonNull(server);
        AnswerHead.keepUpgrade(message.headers());
        log.answered(message.status().code());
        front.write(message);
        front.write(LastHttpContent.EMPTY_LAST_CONTENT);
        front.flush();
        replay.release();
        over = true;
        RelaySession session = new RelaySession(listener, worker, chosen, () -> {
            chosen.release();
            log.end(worker.realMillis());
        });
        Tunnel.open(session, front, connection);
    }

    /** The next part of the answer's body came. */
    void answerGoesOn(HttpContent part) {
        AnswerHead begun = Objects.requireNonNull(answer);
        HttpBack from = Objects.requireNonNull(back);
        boolean isLast = part instanceof LastHttpContent;
        if (isLast && from.isBroken()) {
            part.release();
            from.end(false);
            serverClosed();
            return;
        }
        HttpContent passed = begun.gzip() == null ? part : begun.gzip().compressed(part);
        log.answerWas(begun.hasBody() ? passed.content().readableBytes() : 0);
        front.write(passed);
        if (isLast) {
            // Before the client has the whole answer, so that it then finds the request in the log.
            end();
            from.end(begun.keepsServer() && requestComplete);
            if (requestComplete) {
                front.exchangeEnded(begun.keepsClient());
            } else {
                front.closeAfterRest();
            }
        }
    }

    /** Nothing more of the answer can be read now. */
    void answerPaused() {
        lastServerMillis = worker.nowMillis();
        front.flush();
        HttpBack from = back;
        if (from != null && !front.isWritable()) {
            from.channel().config().setAutoRead(false);
        }
    }

    /** The server closed its connection before its answer was complete. */
    void serverClosed() {
        HttpBack from = back;
        Server failed = Objects.requireNonNull(server);
        back = null;
        listener.count(failed, Metric.RESETS, 1);
        if (answer != null) {
            cutOff(502, failed + " closed its connection within its answer");
        } else if (!replay.isPossible()) {
            giveUp(502, failed + " closed its connection without an answer");
        } else if (from != null && from.hasServed()) {
            // It may have closed a connection that was kept for too long, just as the request came.
            connect(failed);
        } else {
            tryNext(failed, "closed its connection without an answer");
        }
    }

    private void tryNext(Server failed, String why) {
        failures.add(failed + " " + why);
        failed.release();
        server = null;
        affinity.isLost();
        tried.add(failed);
        Current newest = listener.current();
        Server next = newest.servers().take(front.clientAddress().getAddress(), tried);
        if (next == null) {
            giveUp(hasTimedOut ? 504 : 502, failures.toString());
        } else {
            listener.count(failed, Metric.RETRIES, 1);
            sendTo(next);
        }
    }

    /** The server's answer breaks HTTP. */
    void answerIsUnreadable(Throwable cause) {
        String what = "sent an answer that cannot be read: " + cause.getMessage();
        if (cause instanceof TooLongHttpHeaderException) {
            what = "sent headers of more than " + AnswerReader.MAX_HEAD_BYTES + " bytes";
        } else if (cause instanceof PrematureChannelClosureException) {
            what = "closed its connection within the head of its answer";
        }
        cutOff(502, server + " " + what);
    }

    /** Ends a connection that was idle for too long on the server's side. */
    void check(long nowMillis) {
        HttpBack from = back;
        if (from == null || over) {
            return;
        }
        boolean waitsForClient =
                !front.isWritable() || (!requestComplete && from.channel().isWritable());
        if (waitsForClient) {
            lastServerMillis = nowMillis;
        } else if (nowMillis - lastServerMillis >= listener.current().plan().timeoutMillis()) {
            listener.count(Objects.requireNonNull(server), Metric.TIMEOUTS, 1);
            cutOff(504, server + " was silent for " + listener.current().plan().timeoutSeconds() + " s");
        }
    }

    /** The client closed its connection. */
    void clientClosed() {
        if (!over) {
            HttpBack from = back;
            log.cut(499, "the client closed its connection");
            end();
            if (from != null) {
                from.end(false);
            }
        }
    }

    /** Ends the exchange whatever was passed on: by an answer if none has begun, by closing the connection otherwise. */
    void cutOff(int status, String reason) {
        HttpBack from = back;
        back = null;
        if (from != null) {
            from.end(false);
        }
        AnswerHead begun = answer;
        if (begun == null) {
            giveUp(status, reason);
        } else {
            log.cut(0, reason);
            end();
            front.cutOff(begun.endsWithConnection());
        }
    }

    /** Answers by itself. */
    void giveUp(int status, String reason) {
        answerWith(Answers.of(status, reason), reason);
    }

    /** Answers by itself, before anything else was. */
    void answerWith(FullHttpResponse own, String reason) {
        boolean keeps = head.keepsAlive() && (requestComplete || !head.hasBody()) && front.mayKeep();
        log.cut(own.status().code(), reason);
        log.answerWas(AnswerHead.hasBody(head, own.status()) ? own.content().readableBytes() : 0);
        AnswerHead.sayWhetherKept(own.headers(), head, keeps);
        end();
        front.answerHead(head.isHead());
        front.write(own);
        if (keeps && !requestComplete) {
            front.skipRest();
        }
        if (keeps || requestComplete) {
            front.exchangeEnded(keeps);
        } else {
            front.closeAfterRest();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        back = null;
        replay.release();
        AnswerHead begun = answer;
        if (begun != null && begun.gzip() != null) {
            begun.gzip().end();
        }
        if (server != null) {
            server.release();
        }
        log.end(worker.realMillis());
    }
}
