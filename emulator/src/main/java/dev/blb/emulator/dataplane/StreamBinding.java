package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Placement.Failure;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TCP port. It is kept by a socket that is bound and does not listen, beside which another one listens or not: so a port
 * can refuse connections and still be had. Used by one thread at a time.
 */
final class StreamBinding implements Binding {
    /** How many connections may wait to be accepted. */
    private static final int BACKLOG = 4_096;

    private final EventLoopGroup group;
    private final ChannelHandler accepted;
    private @Nullable SocketChannel reservation;
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
            SocketChannel bound = SocketChannel.open();
            reservation = bound;
            bound.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            bound.bind(to);
        } catch (IOException failure) {
            close();
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
            Bindings.close(listening);
        }
    }

    @Override
    public void close() {
        refuse();
        address = null;
        SocketChannel bound = reservation;
        reservation = null;
        if (bound != null) {
            try {
                bound.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a socket cannot be closed", e);
            }
        }
    }
}
