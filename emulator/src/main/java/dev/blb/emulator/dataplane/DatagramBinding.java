package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Placement.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A UDP port. Where no server can take a datagram it is dropped, so the port need not refuse. Used by one thread at a time. */
final class DatagramBinding implements Binding {
    /** The largest datagram that IPv4 knows; what is not needed of a buffer is given back at once. */
    static final int MAX_DATAGRAM_BYTES = 65_535;

    private final EventLoopGroup group;
    private final ChannelHandler handler;
    private @Nullable Channel socket;

    DatagramBinding(EventLoopGroup group, ChannelHandler handler) {
        this.group = group;
        this.handler = handler;
    }

    @Override
    public Optional<Failure> bind(InetSocketAddress to, boolean listens) {
        close();
        DatagramChannel channel;
        try {
            channel = DatagramChannel.open();
        } catch (IOException failure) {
            return Optional.of(Bindings.failure(failure));
        }
        ChannelFuture bound = new Bootstrap()
                .group(group)
                .channelFactory((ChannelFactory<NioDatagramChannel>) () -> new NioDatagramChannel(channel))
                .attr(EmptyDatagram.SOCKET, channel)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES))
                .handler(handler)
                .bind(to);
        Optional<Failure> failure = Bindings.await(bound);
        if (failure.isEmpty()) {
            socket = bound.channel();
        }
        return failure;
    }

    @Override
    public Optional<Failure> listen() {
        return Optional.empty();
    }

    @Override
    public void refuse() {}

    @Override
    public void close() {
        Channel open = socket;
        socket = null;
        if (open != null) {
            Bindings.close(open);
        }
    }
}
