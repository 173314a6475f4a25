package dev.blb.emulator.dataplane;

import dev.blb.emulator.dataplane.Answers.PlannedAnswer;
import dev.blb.emulator.traffic.Server;
import dev.blb.emulator.traffic.TrafficFault;
import dev.blb.emulator.traffic.TrafficFault.Answer;
import dev.blb.emulator.traffic.TrafficFault.BadCertificate;
import dev.blb.emulator.traffic.TrafficFault.Cut;
import dev.blb.emulator.traffic.TrafficFault.Delay;
import dev.blb.emulator.traffic.TrafficFault.Limit;
import dev.blb.emulator.traffic.TrafficFault.Pace;
import dev.blb.emulator.traffic.TrafficFault.Point;
import dev.blb.emulator.traffic.TrafficFault.Refusal;
import dev.blb.emulator.traffic.TrafficFault.Silence;
import dev.blb.emulator.traffic.TrafficFault.TlsAlert;
import dev.blb.emulator.traffic.TrafficFaults.Hit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out the faults that a plan has for connections and requests. */
final class ConnectionFaults {
    /** TLS 1.2: alert, fatal, handshake_failure. */
    private static final byte[] HANDSHAKE_FAILURE = {21, 3, 3, 0, 2, 2, 40};

    private ConnectionFaults() {}

    /**
     * Prepares a client's connection that begins; false if it is reset.
     *
     * @param tls what ends TLS, or null without TLS
     */
    static boolean accept(ActiveListener listener, Worker worker, Channel channel, @Nullable TlsContext tls) {
        Hit hit = listener.accepted(channel, tls != null);
        TrafficFault fault = hit == null ? null : hit.fault();
        if (fault instanceof Refusal || fault instanceof Limit) {
            return false;
        }
        Delay delay = fault instanceof Delay given ? given : null;
        if (fault instanceof Silence || delay != null) {
            channel.pipeline().addFirst("fault", new HeldConnection(listener, worker, delay, tls));
            return true;
        }
        if (tls != null) {
            channel.pipeline()
                    .addLast("tls", fault instanceof BadCertificate bad ? tls.handler(bad.flaw()) : tls.handler());
            PlainHttp.watch(listener, channel, "tls");
        }
        ChannelHandler handler = fault instanceof TlsAlert ? new Alert() : ofBytes(fault, worker, true);
        if (handler != null) {
            channel.pipeline().addFirst("fault", handler);
        }
        return true;
    }

    private static @Nullable ChannelHandler ofBytes(@Nullable TrafficFault fault, Worker worker, boolean isClient) {
        return fault instanceof Pace pace
                ? new PacedBytes(pace, () -> TimeUnit.MILLISECONDS.toNanos(worker.realMillis()), isClient)
                : fault instanceof Cut cut ? new CutBytes(cut, isClient) : null;
    }

    /**
     * Connects to a server, unless a fault is in the way.
     *
     * @param failed called on the event loop, later, where a fault lets it fail
     * @param connect connects; what it is given is to be done with the channel once it is connected
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is a bug, which the loop logs
    static void connect(
            ActiveListener listener,
            Worker worker,
            Server server,
            Consumer<Throwable> failed,
            Consumer<Consumer<Channel>> connect) {
        Hit hit = listener.fault(Point.CONNECT, server.plan().instanceId());
        TrafficFault fault = hit == null ? null : hit.fault();
        if (hit != null && fault instanceof Refusal) {
            worker.loop().execute(() -> failed.accept(new ConnectException("Connection refused, " + hit.reason())));
        } else if (hit != null && fault instanceof Silence) {
            worker.loop()
                    .schedule(
                            () -> failed.accept(new ConnectTimeoutException(hit.reason())),
                            Upstream.CONNECT_TIMEOUT_MILLIS,
                            TimeUnit.MILLISECONDS);
        } else if (fault instanceof Delay delay) {
            worker.loop()
                    .schedule(() -> connect.accept(channel -> {}), delay.time().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            ChannelHandler handler = fault == null ? null : ofBytes(fault, worker, false);
            connect.accept(channel -> {
                if (handler != null) {
                    channel.pipeline().addFirst("fault", handler);
                }
            });
        }
    }

    /** What a fault does to a request: the answer that the listener gives by itself, or null. */
    static @Nullable PlannedAnswer request(ActiveListener listener, Channel client) {
        Hit hit = listener.fault(Point.REQUEST, "");
        if (hit != null && hit.fault() instanceof TrafficFault.DroppedHeader dropped) {
            client.pipeline().addBefore("exchange", null, new HeaderDrop(dropped.name()));
        }
        return hit != null && hit.fault() instanceof Answer answer ? new PlannedAnswer(answer, hit.reason()) : null;
    }

    /** Answers the begin of a TLS handshake by an alert. */
    private static final class Alert extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
            context.writeAndFlush(Unpooled.wrappedBuffer(HANDSHAKE_FAILURE)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Takes a header out of the next answer. */
    private static final class HeaderDrop extends ChannelOutboundHandlerAdapter {
        private final String name;

        HeaderDrop(String name) {
            this.name = name;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof HttpResponse answer
                    && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                answer.headers().remove(name);
                context.write(message, promise);
                context.pipeline().remove(this);
            } else {
                context.write(message, promise);
            }
        }
    }
}
