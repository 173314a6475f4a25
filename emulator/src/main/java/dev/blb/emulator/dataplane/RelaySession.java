package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Server;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes between a client and a server, in both directions, until both have ended, one is reset, or nothing came for too
 * long. A side is read only while the other one can be written to. Only its event loop calls it.
 */
final class RelaySession implements Watched {
    private final ActiveListener listener;
    private final Worker worker;
    private final Server server;
    private final Runnable ended;
    private final Side client = new Side(true);
    private final Side upstream = new Side(false);
    private long lastMillis;
    private int openSides = 2;
    private boolean closing;

    /**
     * A session that was scheduled to a server.
     *
     * @param ended called once when it is over
     */
    RelaySession(ActiveListener listener, Worker worker, Server server, Runnable ended) {
        this.listener = listener;
        this.worker = worker;
        this.server = server;
        this.ended = ended;
    }

    /** What hears the client. */
    ChannelHandler clientSide() {
        return client;
    }

    /** What hears the server. */
    ChannelHandler serverSide() {
        return upstream;
    }

    /**
     * Begins: both sides are heard. Their handlers stand in the pipelines.
     *
     * @param early what the client sent before
     */
    void begin(Channel clientChannel, Channel serverChannel, Iterable<ByteBuf> early) {
        client.peer = serverChannel;
        upstream.peer = clientChannel;
        lastMillis = worker.nowMillis();
        worker.watch(this);
        clientChannel.closeFuture().addListener(closed -> sideClosed());
        serverChannel.closeFuture().addListener(closed -> sideClosed());
        early.forEach(client::forward);
        serverChannel.flush();
        clientChannel.config().setAutoRead(true);
        serverChannel.config().setAutoRead(true);
    }

    /** Whether an event is the end of what a side says. */
    static boolean isEnd(Object event) {
        return event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
    }

    /** The client had ended its direction before the session began. */
    void clientEnded() {
        client.inputEnded();
    }

    @Override
    public ActiveListener listener() {
        return listener;
    }

    @Override
    public void check(long nowMillis, long realMillis) {
        if (nowMillis - lastMillis >= listener.idleMillis(server)) {
            listener.count(server, Metric.TIMEOUTS, 1);
            closeBoth(Channels::close);
        }
    }

    @Override
    public void listenerGone(boolean atOnce) {
        closeBoth(Channels::reset);
    }

    private void sideClosed() {
        if (!closing) {
            // What was sent to the other side stays ahead of the end.
            closeBoth(Channels::closeAfterWrites);
        }
        openSides--;
        if (openSides == 0) {
            worker.forget(this);
            ended.run();
        }
    }

    private void closeBoth(Consumer<Channel> how) {
        closing = true;
        for (Side side : List.of(client, upstream)) {
            Channel channel = side.peer;
            if (channel != null && channel.isActive()) {
                how.accept(channel);
            }
        }
    }

    /** Hears one side and speaks to the other one. */
    private final class Side extends ChannelInboundHandlerAdapter {
        private final boolean isClient;
        private @Nullable Channel peer;
        private boolean inputEnded;

        private Side(boolean isClient) {
            this.isClient = isClient;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            forward((ByteBuf) message);
        }

        private void forward(ByteBuf bytes) {
            Channel to = peer;
            if (to == null || closing) {
                bytes.release();
                return;
            }
            listener.count(server, isClient ? Metric.BYTES_IN : Metric.BYTES_OUT, bytes.readableBytes());
            Channels.write(to, bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            Channel to = peer;
            if (to != null && !closing) {
                lastMillis = worker.nowMillis();
                to.flush();
                if (!to.isWritable()) {
                    context.channel().config().setAutoRead(false);
                }
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            Channel from = peer;
            if (from != null && context.channel().isWritable()) {
                lastMillis = worker.nowMillis();
                from.config().setAutoRead(true);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            // Under TLS 1.2 the client then hears nothing more either (RFC 5246, 7.2.1); the server learns of the end.
            if (isEnd(event)) {
                inputEnded();
            }
        }

        /** Passes the end of one direction on; the other one goes on. */
        private void inputEnded() {
            Channel to = peer;
            if (inputEnded || to == null || closing) {
                return;
            }
            inputEnded = true;
            if (client.inputEnded && upstream.inputEnded) {
                Channels.closeAfterWrites(to);
            } else {
                Channels.endOutput(to, () -> {});
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!closing) {
                if (!isClient) {
                    listener.count(server, Metric.RESETS, 1);
                }
                closeBoth(Channels::reset);
            }
        }
    }
}
