package dev.blb.emulator.probe.netty;

import dev.blb.emulator.probe.ProbeSockets.Progress;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A datagram; any answer is a success. */
final class DatagramProbe extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Pattern ESCAPE = Pattern.compile("\\\\x?([0-9A-Fa-f]{2})");

    private final DatagramChannel socket;
    private final InetSocketAddress server;
    private final byte[] payload;
    private final Progress progress;

    /** @param socket the socket of the channel; connected to the server unless the payload is empty */
    DatagramProbe(DatagramChannel socket, InetSocketAddress server, byte[] payload, Progress progress) {
        this.socket = socket;
        this.server = server;
        this.payload = payload;
        this.progress = progress;
    }

    /** Whether the payload is empty. */
    boolean isEmpty() {
        return payload.length == 0;
    }

    /** The bytes that a {@code healthCheckString} stands for. */
    static byte[] payload(String text) {
        Matcher escape = ESCAPE.matcher(text);
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        int done = 0;
        while (escape.find()) {
            bytes.put(text.substring(done, escape.start()).getBytes(StandardCharsets.UTF_8));
            bytes.put((byte) Integer.parseInt(escape.group(1), 16));
            done = escape.end();
        }
        bytes.put(text.substring(done).getBytes(StandardCharsets.UTF_8));
        byte[] payload = new byte[bytes.position()];
        bytes.flip().get(payload);
        return payload;
    }

    /** Sends the payload. */
    void begin(Channel channel) {
        if (isToItself(channel)) {
            fail(channel, new PortUnreachableException());
        } else if (isEmpty()) {
            try {
                // Netty sends no empty datagram.
                socket.send(ByteBuffer.wrap(payload), server);
            } catch (IOException failure) {
                fail(channel, failure);
            }
        } else {
            NettyProbeSockets.send(channel, Unpooled.wrappedBuffer(payload));
        }
    }

    /** Whether the socket happened to get the very port that it sends to. */
    private boolean isToItself(Channel channel) {
        InetSocketAddress local = (InetSocketAddress) channel.localAddress();
        boolean anyLocal = local.getAddress().isAnyLocalAddress()
                && server.getAddress().isLoopbackAddress()
                && server.getPort() == local.getPort();
        return anyLocal || server.equals(local);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket answer) {
        if (answer.sender().equals(server)) {
            progress.decided(true, "answered");
            NettyProbeSockets.close(context.channel());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        progress.ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context.channel(), cause);
    }

    private void fail(Channel channel, Throwable cause) {
        progress.failed(NettyProbeSockets.original(cause));
        NettyProbeSockets.close(channel);
    }
}
