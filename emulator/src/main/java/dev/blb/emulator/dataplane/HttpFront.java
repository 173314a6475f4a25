package dev.blb.emulator.dataplane;

import dev.blb.emulator.dataplane.ActiveListener.Current;
import dev.blb.emulator.dataplane.Answers.PlannedAnswer;
import dev.blb.emulator.traffic.AccessLine;
import dev.blb.emulator.traffic.AccessLine.TlsSession;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.RequestRules.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection to an HTTP or HTTPS listener: one exchange after the other. What comes while an exchange cannot
 * take it waits, and the client is not read meanwhile.
 */
final class HttpFront extends ChannelInboundHandlerAdapter implements Watched {
    /** How long a client may be silent between two requests, by the emulator's clock; nginx's default (assumption). */
    private static final long KEEP_ALIVE_MILLIS = 75_000;

    /** How long the head of a request may take, and a gap in a body, in real time [doc:custom]. */
    private static final long CLIENT_MILLIS = 60_000;

    /** How long a client that has its answer may go on to send before it is cut off, in real time. */
    private static final long LINGER_MILLIS = 5_000;

    private final ActiveListener listener;
    private final Worker worker;
    private final Channel channel;
    private final HttpReader reader;
    private final HttpWriter writer;
    private final InetSocketAddress clientAddress;
    private final String clientText;
    private final Queue<Part> waiting = new ArrayDeque<>();
    private @Nullable Exchange exchange;
    private @Nullable TlsSession tlsSession;
    private boolean reading;
    private boolean goingOn;
    private boolean skipsRest;
    private boolean closing;
    private boolean draining;
    private boolean heard;
    private final long beganMillis;
    private long idleSinceMillis;
    private long lastHeardMillis;
    private long lastTakenMillis;
    private long headSinceMillis;
    private long stuckBytes;
    private long closeAtMillis = Long.MAX_VALUE;

    /** A part of a request, and how many bytes it took on the wire. */
    private record Part(HttpObject object, long bytes) {}

    HttpFront(ActiveListener listener, Worker worker, Channel channel) {
        this.listener = listener;
        this.worker = worker;
        this.channel = channel;
        this.clientAddress = Channels.remote(channel);
        this.clientText = AccessLine.text(clientAddress);
        this.reader = new HttpReader();
        this.writer = new HttpWriter();
        this.idleSinceMillis = worker.nowMillis();
        this.beganMillis = worker.realMillis();
        this.lastHeardMillis = beganMillis;
        this.lastTakenMillis = lastHeardMillis;
        channel.pipeline()
                .addLast("bytes", new ByteCounter(listener.counters(), true))
                .addLast("http-reader", reader)
                .addLast("http-writer", writer)
                .addLast("exchange", this);
        listener.counters().count(Metric.ACTIVE_CONNECTIONS);
        worker.watch(this);
        channel.closeFuture().addListener(closed -> {
            worker.forget(this);
            listener.counters().add(Metric.ACTIVE_CONNECTIONS, -1);
        });
    }

    // ---- what exchanges ask

    @Override
    public ActiveListener listener() {
        return listener;
    }

    Worker worker() {
        return worker;
    }

    Channel channel() {
        return channel;
    }

    InetSocketAddress clientAddress() {
        return clientAddress;
    }

    String clientText() {
        return clientText;
    }

    /** The address and port that the API shows. */
    String listenerText() {
        return EndpointLine.text(listener.current().plan().shown());
    }

    /** The TLS session, or null without TLS. */
    @Nullable
    TlsSession tlsSession() {
        return tlsSession;
    }

    void answerHead(boolean isHead) {
        writer.answerHead(isHead);
    }

    void write(HttpObject message) {
        Channels.write(channel, message);
    }

    void flush() {
        channel.flush();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Whether the connection can be kept after the present exchange. */
    boolean mayKeep() {
        return !draining && !closing && !listener.isClosed();
    }

    /** Drops the end of the request's empty body, which is still to come. */
    void skipRest() {
        skipsRest = true;
    }

    /** The present exchange is complete. */
    void exchangeEnded(boolean keeps) {
        forgetExchange();
        idleSinceMillis = worker.nowMillis();
        if (keeps && mayKeep()) {
            flush();
            goOn();
        } else {
            closeAfterWrites();
        }
    }

    /** Closes, without an end that the client could take for the end of an answer. */
    void cutOff(boolean byReset) {
        closing = true;
        forgetExchange();
        if (byReset) {
            Channels.reset(channel);
        } else {
            Channels.close(channel);
        }
    }

    /** Closes once the client has read the answer; it is heard meanwhile, as closing at once would reset the answer, too. */
    void closeAfterRest() {
        closing = true;
        forgetExchange();
        releaseWaiting();
        channel.config().setAutoRead(true);
        Channels.endOutput(channel, this::closeSoon);
    }

    private void forgetExchange() {
        exchange = null;
        // A request that waits is the one behind which the reader stopped.
        if (closing || waiting.stream().noneMatch(part -> part.object() instanceof HttpRequest)) {
            reader.goOn(channel.pipeline().context(reader));
        }
    }

    private void closeSoon() {
        closeAtMillis = Math.min(closeAtMillis, worker.realMillis() + LINGER_MILLIS);
    }

    private void closeAfterWrites() {
        closing = true;
        releaseWaiting();
        Channels.closeAfterWrites(channel);
    }

    // ---- what the client does

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = true;
        reading = true;
        if (closing) {
            ReferenceCountUtil.release(message);
            return;
        }
        waiting.add(new Part((HttpObject) message, reader.takeReadBytes()));
        goOn();
    }

    /** Handles what waits, as far as it can be. */
    void goOn() {
        if (goingOn) {
            // The loop below calls what calls this; it goes on by itself.
            return;
        }
        goingOn = true;
        Part next = waiting.peek();
        while (next != null && !closing && takes(next)) {
            next = waiting.peek();
        }
        goingOn = false;
        if (!reading) {
            flushRequest();
        }
    }

    /** Handles the next object, unless the present exchange is not ready for it. */
    private boolean takes(Part part) {
        Exchange current = exchange;
        if (current != null && !current.takesBody() && !skipsRest) {
            return false;
        }
        waiting.remove();
        HttpObject next = part.object();
        if (skipsRest) {
            skipsRest = !(next instanceof LastHttpContent);
            ReferenceCountUtil.release(next);
        } else if (current == null) {
            begin((HttpRequest) next, part.bytes());
        } else {
            current.requestGoesOn((HttpContent) next, part.bytes());
        }
        return true;
    }

    private void flushRequest() {
        Exchange current = exchange;
        if (current != null) {
            current.requestPaused();
        }
        updateReading();
    }

    private void begin(HttpRequest request, long bytes) {
        Current current = listener.current();
        Refusal refusal = PlainHttp.refusal(listener, channel, request);
        RequestHead head = RequestHead.of(request, bytes);
        Exchange begun = new Exchange(this, current, head);
        exchange = begun;
        if (refusal != null) {
            ReferenceCountUtil.release(request);
            draining = true;
            begun.giveUp(refusal.status(), refusal.reason());
            return;
        }
        PlannedAnswer planned = ConnectionFaults.request(listener, channel);
        if (planned != null) {
            begun.answerWith(Answers.planned(planned), planned.reason());
            return;
        }
        String location = Redirection.location(listener, current, head);
        if (location != null) {
            begun.answerWith(Answers.redirection(location), "redirected");
        } else {
            begun.begin();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flushRequest();
    }

    /** Reads the client only while nothing waits and the server keeps up; between requests, too, to hear it go. */
    void updateReading() {
        Exchange current = exchange;
        boolean blocked = current != null && !current.isRequestComplete() && !current.serverKeepsUp();
        boolean reads = closing || (waiting.isEmpty() && !reader.hasWaiting() && !blocked);
        if (channel.config().isAutoRead() != reads) {
            channel.config().setAutoRead(reads);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Exchange current = exchange;
        if (channel.isWritable() && current != null) {
            current.clientIsWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        releaseWaiting();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.clientClosed();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (event instanceof SslHandshakeCompletionEvent handshake && tls != null && handshake.isSuccess()) {
            SSLSession session = tls.engine().getSession();
            tlsSession = new TlsSession(
                    session.getProtocol(),
                    session.getCipherSuite(),
                    session.getCreationTime() < beganMillis,
                    worker.realMillis() - beganMillis);
        }
    }

    private void releaseWaiting() {
        for (Part next = waiting.poll(); next != null; next = waiting.poll()) {
            ReferenceCountUtil.release(next.object());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Channels.close(channel);
    }

    // ---- time

    @Override
    public void check(long nowMillis, long realMillis) {
        if (realMillis >= closeAtMillis) {
            Channels.reset(channel);
            return;
        }
        if (heard || !channel.config().isAutoRead()) {
            heard = false;
            lastHeardMillis = realMillis;
        }
        long unsentBytes = Channels.unsentBytes(channel);
        if (unsentBytes == 0 || unsentBytes != stuckBytes) {
            stuckBytes = unsentBytes;
            lastTakenMillis = realMillis;
        }
        Exchange current = exchange;
        if (realMillis - lastTakenMillis >= CLIENT_MILLIS) {
            Channels.close(channel);
        } else if (current != null) {
            current.check(nowMillis);
            if (exchange == current && current.takesBody() && realMillis - lastHeardMillis >= CLIENT_MILLIS) {
                current.cutOff(408, "the client sent nothing of its body for 60 s");
            }
        } else if (!closing) {
            checkIdle(nowMillis, realMillis);
        }
    }

    private void checkIdle(long nowMillis, long realMillis) {
        if (reader.isWithinHead()) {
            headSinceMillis = headSinceMillis == 0 ? realMillis : headSinceMillis;
            if (realMillis - headSinceMillis >= CLIENT_MILLIS) {
                write(Answers.of(408, "the head of the request was not complete within 60 s"));
                closeAfterWrites();
            }
        } else {
            headSinceMillis = 0;
            if (nowMillis - idleSinceMillis >= KEEP_ALIVE_MILLIS) {
                listener.counters().count(Metric.TIMEOUTS);
                closeAfterWrites();
            }
        }
    }

    @Override
    public void listenerGone(boolean atOnce) {
        draining = true;
        closeSoon();
        if (atOnce || Channels.isWithinHandshake(channel)) {
            Channels.reset(channel);
        } else if (exchange == null && !closing) {
            closeAfterWrites();
        }
    }
}
