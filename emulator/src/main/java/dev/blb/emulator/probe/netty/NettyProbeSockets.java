package dev.blb.emulator.probe.netty;

import dev.blb.emulator.probe.Check;
import dev.blb.emulator.probe.ProbeSockets;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The sockets of probes on one event loop of Netty. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails is closed, and its handler reports it
public final class NettyProbeSockets implements ProbeSockets {
    private static final int CLOSE_TIMEOUT_SECONDS = 5;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("blb-probe-sockets", true), NioIoHandler.newFactory());

    /** Without a socket; its thread starts with the first check. */
    public NettyProbeSockets() {}

    @Override
    public Attempt begin(Check check, InetSocketAddress to, Progress progress) throws IOException {
        return switch (check.type()) {
            case CONNECT ->
                // A reset, as the cloud sends it, leaves no port in TIME_WAIT after each of thousands of probes.
                begin(
                        tcp(new ConnectProbe(progress))
                                .option(ChannelOption.SO_LINGER, 0)
                                .connect(to),
                        progress,
                        channel -> {});
            case GET -> begin(tcp(new GetProbe(check, to, progress)).connect(to), progress, channel -> {});
            case DATAGRAM -> {
                DatagramChannel socket = DatagramChannel.open();
                DatagramProbe probe = new DatagramProbe(socket, to, DatagramProbe.payload(check.payload()), progress);
                Bootstrap bootstrap = new Bootstrap()
                        .group(loop)
                        .channelFactory(() -> new NioDatagramChannel(socket))
                        .handler(probe);
                // Only a socket that is connected learns that a port is unreachable, but Java sends no empty datagram
                // over one.
                ChannelFuture opened = probe.isEmpty() ? bootstrap.bind(0) : bootstrap.connect(to);
                yield begin(opened, progress, probe::begin);
            }
            case ECHO -> throw new IllegalArgumentException("an echo has no socket");
        };
    }

    private Bootstrap tcp(ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                // The check's own limit ends it.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(handler);
    }

    private static Attempt begin(ChannelFuture opened, Progress progress, Consumer<Channel> whenOpen) {
        Channel channel = opened.channel();
        opened.addListener(done -> {
            if (done.isSuccess()) {
                whenOpen.accept(channel);
            } else {
                progress.failed(original(done.cause()));
            }
        });
        return () -> close(channel);
    }

    /** Sends; a failure reaches the handler. */
    static void send(Channel channel, ByteBuf bytes) {
        channel.writeAndFlush(bytes).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    static void close(Channel channel) {
        channel.close();
    }

    /** The failure of the socket itself, without the address that Netty adds to its message. */
    static Throwable original(Throwable failure) {
        return failure.getCause() instanceof IOException original ? original : failure;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
