package dev.blb.emulator.dataplane;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Objects;

/** Sends datagrams without bytes, which Netty drops, and so does Java on a socket that is connected. */
final class EmptyDatagram {
    /** Java's own channel of a socket that is not connected. */
    static final AttributeKey<DatagramChannel> SOCKET = AttributeKey.valueOf(EmptyDatagram.class, "socket");

    private EmptyDatagram() {}

    /** Sends one from a socket that has {@link #SOCKET}. */
    static void send(Channel socket, InetSocketAddress to) throws IOException {
        Objects.requireNonNull(socket.attr(SOCKET).get()).send(ByteBuffer.allocate(0), to);
    }

    /**
     * Sends one from a socket that is connected: by a second one, which has its port for this moment. What comes from the
     * peer reaches the connected one still, which the kernel prefers.
     *
     * @throws IOException also where the system does not let two sockets have a port
     */
    static void sendConnected(Channel socket) throws IOException {
        socket.config().setOption(ChannelOption.SO_REUSEADDR, true);
        try (DatagramChannel second = DatagramChannel.open()) {
            second.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            second.configureBlocking(false);
            second.bind(socket.localAddress());
            second.send(ByteBuffer.allocate(0), socket.remoteAddress());
        } finally {
            // Else the system may give the port to another socket that has the option.
            socket.config().setOption(ChannelOption.SO_REUSEADDR, false);
        }
    }
}
