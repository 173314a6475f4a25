package dev.blb.emulator.dataplane;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Connects to servers. */
final class Upstream {
    /** How long connecting to a server may take in real time, so that a frozen clock keeps no socket (assumption). */
    static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private Upstream() {}

    /** A TCP connection over which HTTP is spoken. */
    static void http(
            EventLoop loop,
            InetSocketAddress server,
            ChannelHandler handler,
            BiConsumer<Channel, @Nullable Throwable> done) {
        Bootstrap bootstrap = tcp(loop, handler);
        whenDone(bootstrap.connect(server), done);
    }

    /**
     * A TCP connection whose bytes come from a client, as far as this machine allows from the client's own address: BLB's
     * servers see that [doc:features].
     */
    static void tcp(
            EventLoop loop,
            InetSocketAddress server,
            InetSocketAddress client,
            ChannelHandler handler,
            BiConsumer<Channel, @Nullable Throwable> done) {
        Bootstrap bootstrap = tcp(loop, handler)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true);
        connect(bootstrap, server, client, done);
    }

    /** The same for datagrams. */
    static void udp(
            EventLoop loop,
            InetSocketAddress server,
            InetSocketAddress client,
            ChannelHandler handler,
            BiConsumer<Channel, @Nullable Throwable> done) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(DatagramBinding.MAX_DATAGRAM_BYTES))
                .handler(handler);
        connect(bootstrap, server, client, done);
    }

    private static Bootstrap tcp(EventLoop loop, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(handler);
    }

    private static void connect(
            Bootstrap bootstrap,
            InetSocketAddress server,
            InetSocketAddress client,
            BiConsumer<Channel, @Nullable Throwable> done) {
        boolean asClient = canPassFor(client.getAddress(), server.getAddress());
        whenDone(
                asClient
                        ? bootstrap.connect(server, new InetSocketAddress(client.getAddress(), 0))
                        : bootstrap.connect(server),
                done);
    }

    /** Whether the kernel may let us use a client's address: between loopback addresses; 127.0.0.1 is the default anyway. */
    private static boolean canPassFor(InetAddress client, InetAddress server) {
        return client instanceof Inet4Address
                && server instanceof Inet4Address
                && client.isLoopbackAddress()
                && server.isLoopbackAddress()
                && !client.equals(InetAddress.getLoopbackAddress());
    }

    private static void whenDone(ChannelFuture future, BiConsumer<Channel, @Nullable Throwable> done) {
        future.addListener(completed -> done.accept(future.channel(), completed.cause()));
    }
}
