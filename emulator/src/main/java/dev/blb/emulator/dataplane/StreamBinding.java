package dev.blb.emulator.dataplane;

import dev.blb.emulator.port.ReservedPort;
import dev.blb.emulator.traffic.Placement.Failure;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP port. It is kept by a socket that is bound and does not listen, beside which another one listens or not: so a port
 * can refuse connections and still be had. Used by one thread at a time.
 */
final class StreamBinding implements Binding {
    private static final Logger LOG = LoggerFactory.getLogger(StreamBinding.class);

    /** How many connections may wait to be accepted. */
    private static final int BACKLOG = 4_096;

    private final EventLoopGroup group;
    private final ChannelHandler accepted;
    private @Nullable ReservedPort reservation;
    private @Nullable Channel socket;
    private @Nullable InetSocketAddress address;

    /**
     * A port of which nothing is bound yet.
     *
     * @param accepted prepares each connection
     */
    StreamBinding(EventLoopGroup group, ChannelHandler accepted) {
        this.group = group;
        this.accepted = accepted;
    }

    @Override
    public Optional<Failure> bind(InetSocketAddress to, boolean listens) {
        close();
        try {
            reservation = ReservedPort.of(to);
        } catch (IOException failure) {
            return Optional.of(Bindings.failure(failure));
        }
        address = to;
        return listens ? listen() : Optional.empty();
    }

    @Override
    public Optional<Failure> listen() {
        InetSocketAddress to = address;
        if (to == null || socket != null) {
            return Optional.empty();
        }
        ChannelFuture listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(accepted)
                .bind(to);
        return Bindings.await(listening)
                .map(failure -> {
                    close();
                    return failure;
                })
                .or(() -> {
                    socket = listening.channel();
                    return Optional.empty();
                });
    }

    @Override
    public void refuse() {
        Channel listening = socket;
        socket = null;
        if (listening != null) {
            InetSocketAddress at = (InetSocketAddress) listening.localAddress();
            Bindings.close(listening);
            if (!ReservedPort.awaitRefused(at)) {
                LOG.warn("connections to {} are still accepted, by another program or one that this one started", at);
            }
        }
    }

    @Override
    public void close() {
        refuse();
        address = null;
        ReservedPort bound = reservation;
        reservation = null;
        if (bound != null) {
            bound.close();
        }
    }
}
