package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Metric;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;

/**
 * How the handlers of each connection stand in line. Each has a name, so that what comes between a client or server and
 * its bytes can be put in front of it: {@code plain-http}, {@code tls}, {@code bytes}, {@code http-reader}, {@code http-writer} and last
 * {@code front}, {@code exchange} or {@code relay}.
 */
final class Pipelines {
    private Pipelines() {}

    /** Prepares each connection that a listener accepts. */
    static ChannelHandler accepting(ActiveListener listener) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                TlsContext tls = listener.current().tls();
                if (listener.isClosed()
                        || (tls != null && !tls.isUsable())
                        || !listener.admits(Channels.remote(channel).getAddress())) {
                    Channels.reset(channel);
                    return;
                }
                listener.counters().count(Metric.NEW_CONNECTIONS);
                Worker worker = listener.workers().of(channel.eventLoop());
                if (!ConnectionFaults.accept(listener, worker, channel, tls)) {
                    Channels.reset(channel);
                    return;
                }
                if (listener.protocol().isLayer7()) {
                    new HttpFront(listener, worker, channel);
                } else {
                    channel.config().setAutoRead(false);
                    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                    channel.pipeline().addLast("front", new TcpFront(listener, worker, channel));
                }
            }
        };
    }

    /** Prepares the socket of a UDP listener. */
    static ChannelHandler udp(ActiveListener listener) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                Worker worker = listener.workers().of(channel.eventLoop());
                channel.pipeline().addLast("front", new UdpFront(listener, worker));
            }
        };
    }
}
