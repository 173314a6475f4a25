package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.TrafficFault.Delay;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds a client's connection back: for a time in which it is not read, or until its client or its listener is gone. In the
 * second case whatever the client sends is dropped, since nobody hears the end of a connection that is not read. The limit of
 * a TLS handshake runs from the end of that time.
 */
final class HeldConnection extends ChannelDuplexHandler implements Watched {
    private final ActiveListener listener;
    private final Worker worker;
    private final @Nullable Delay delay;
    private final @Nullable TlsContext tls;
    private @Nullable ChannelHandlerContext context;
    private boolean isOver;
    private boolean wantsToRead;

    /**
     * A connection that is held.
     *
     * @param delay for how long; null for good
     * @param tls what ends TLS, or null without TLS
     */
    HeldConnection(ActiveListener listener, Worker worker, @Nullable Delay delay, @Nullable TlsContext tls) {
        this.listener = listener;
        this.worker = worker;
        this.delay = delay;
        this.tls = tls;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is a bug, which the loop logs
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        worker.watch(this);
        if (delay != null) {
            active.executor().schedule(() -> release(active), delay.time().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            active.channel().config().setAutoRead(true);
            active.read();
        }
    }

    private void release(ChannelHandlerContext held) {
        isOver = true;
        worker.forget(this);
        if (held.channel().isActive()) {
            if (tls != null) {
                held.pipeline().addAfter(held.name(), "tls", tls.handler());
                PlainHttp.watch(listener, held.channel(), "tls");
            }
            held.fireChannelActive();
            if (wantsToRead) {
                held.read();
            }
        }
    }

    @Override
    public void read(ChannelHandlerContext asked) {
        if (isOver || delay == null) {
            asked.read();
        } else {
            wantsToRead = true;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext held, Object message) {
        if (delay == null) {
            ReferenceCountUtil.release(message);
        } else {
            held.fireChannelRead(message);
        }
    }

    /** A client that has ended its output counts as gone, as its connection is never answered. */
    @Override
    public void userEventTriggered(ChannelHandlerContext held, Object event) {
        if (delay == null && event instanceof ChannelInputShutdownEvent) {
            Channels.close(held.channel());
        } else {
            held.fireUserEventTriggered(event);
        }
    }

    /** A client that resets its connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext held, Throwable cause) {
        if (delay == null) {
            Channels.close(held.channel());
        } else {
            held.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        worker.forget(this);
        gone.fireChannelInactive();
    }

    @Override
    public ActiveListener listener() {
        return listener;
    }

    @Override
    public void check(long nowMillis, long realMillis) {}

    @Override
    public void listenerGone(boolean atOnce) {
        ChannelHandlerContext held = context;
        if (held != null && !isOver) {
            Channels.reset(held.channel());
        }
    }
}
