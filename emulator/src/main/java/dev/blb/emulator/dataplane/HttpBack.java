package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Server;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A connection to a server over which one request after the other is sent, each once the answer before it is complete. */
final class HttpBack extends ChannelInboundHandlerAdapter implements Watched {
    /** How long a connection is kept without a request, by the emulator's clock; nginx's default for upstreams (assumption). */
    private static final long MAX_IDLE_MILLIS = 60_000;

    private final ActiveListener listener;
    private final Worker worker;
    private final Server server;
    private final InetSocketAddress address;
    private final Channel channel;
    private final AnswerReader reader;
    private @Nullable Exchange exchange;
    private boolean hasServed;
    private boolean broken;
    private boolean isInformational;
    private long idleSinceMillis;

    private HttpBack(
            ActiveListener listener, Worker worker, Server server, InetSocketAddress address, Channel channel) {
        this.listener = listener;
        this.worker = worker;
        this.server = server;
        this.address = address;
        this.channel = channel;
        this.reader = new AnswerReader();
        channel.pipeline()
                .addLast("bytes", new ByteCounter(server.counters(), false))
                .addLast("http-reader", reader)
                .addLast("http-writer", new HttpRequestEncoder())
                .addLast("exchange", this);
        server.counters().count(Metric.NEW_CONNECTIONS);
        server.counters().count(Metric.ACTIVE_CONNECTIONS);
        worker.watch(this);
        channel.closeFuture().addListener(closed -> {
            server.counters().add(Metric.ACTIVE_CONNECTIONS, -1);
            worker.forget(this);
            worker.pool().forget(this);
        });
    }

    /** Connects to a server. */
    static void open(
            ActiveListener listener,
            Worker worker,
            Server server,
            BiConsumer<@Nullable HttpBack, @Nullable Throwable> done) {
        ChannelInitializer<Channel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {}
        };
        ConnectionFaults.connect(listener, worker, server, failure -> done.accept(null, failure), prepare -> {
            InetSocketAddress address = server.plan().address();
            if (address == null) {
                done.accept(null, new ConnectException(server + " has no address any more"));
                return;
            }
            Upstream.http(worker.loop(), address, initializer, (channel, failure) -> {
                if (failure != null) {
                    done.accept(null, failure);
                    return;
                }
                HttpBack back = new HttpBack(listener, worker, server, address, channel);
                prepare.accept(channel);
                done.accept(back, null);
            });
        });
    }

    Server server() {
        return server;
    }

    InetSocketAddress address() {
        return address;
    }

    Channel channel() {
        return channel;
    }

    /** Whether a request was answered over it before. */
    boolean hasServed() {
        return hasServed;
    }

    /** Whether it leads to where the server is now. */
    boolean isOpenTo(Server wanted) {
        return channel.isActive() && address.equals(wanted.plan().address());
    }

    /** Takes a request over. */
    void begin(Exchange next, boolean isHead) {
        exchange = next;
        reader.expectAnswer(isHead);
    }

    /**
     * The request's answer is complete, or was given up. A connection over which more came than the answer is not kept, as
     * nothing tells what it belongs to.
     */
    void end(boolean keep) {
        exchange = null;
        boolean hasNothingLeft = reader.expectNothing();
        if (keep && hasNothingLeft && channel.isActive()) {
            hasServed = true;
            idleSinceMillis = worker.nowMillis();
            channel.config().setAutoRead(true);
            worker.pool().keep(this);
        } else {
            close();
        }
    }

    void close() {
        Channels.close(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Exchange current = exchange;
        if (current == null || !(message instanceof HttpObject object)) {
            // Nothing was asked: whatever comes, HTTP or not, would be taken for the answer to the next request.
            ReferenceCountUtil.release(message);
            close();
            return;
        }
        if (!object.decoderResult().isSuccess()) {
            ReferenceCountUtil.release(object);
            current.answerIsUnreadable(object.decoderResult().cause());
        } else if (object instanceof HttpResponse answer) {
            isInformational = answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            current.answerBegins(answer);
        } else if (isInformational) {
            ReferenceCountUtil.release(object);
            if (object instanceof LastHttpContent) {
                isInformational = false;
                current.informationalEnds();
            }
        } else {
            current.answerGoesOn((HttpContent) object);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        Exchange current = exchange;
        if (current != null) {
            current.answerPaused();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Exchange current = exchange;
        if (current != null) {
            current.serverIsWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.serverClosed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken = true;
        close();
    }

    /** Whether it ended by a failure, not by an orderly close. */
    boolean isBroken() {
        return broken;
    }

    @Override
    public ActiveListener listener() {
        return listener;
    }

    @Override
    public void check(long nowMillis, long realMillis) {
        if (exchange == null && nowMillis - idleSinceMillis >= MAX_IDLE_MILLIS) {
            close();
        }
    }

    @Override
    public void listenerGone(boolean atOnce) {
        if (exchange == null) {
            close();
        }
    }
}
