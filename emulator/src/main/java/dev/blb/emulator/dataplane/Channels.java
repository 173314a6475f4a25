package dev.blb.emulator.dataplane;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;

/** What is done with channels everywhere, and never waited for: a channel that fails is closed, and its handlers hear that. */
@SuppressWarnings("FutureReturnValueIgnored")
final class Channels {
    private Channels() {}

    /** The address of the peer of a channel that is connected. */
    static InetSocketAddress remote(Channel channel) {
        return (InetSocketAddress) channel.remoteAddress();
    }

    /** Writes; a failure is heard by the handlers, as each closes the channel for it. */
    static void write(Channel channel, Object message) {
        channel.write(message, channel.voidPromise());
    }

    /** Closes at once; what was not sent yet is dropped. */
    static void close(Channel channel) {
        channel.close();
    }

    /**
     * Ends a TCP connection by a reset: its peer learns that something was cut off. Called by its event loop only, or before it
     * has one.
     */
    static void reset(Channel channel) {
        // A socket that is closed refuses options.
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // Past the handlers: that of TLS would first wait for what it cannot send yet, up to 3 s.
        channel.unsafe().close(channel.voidPromise());
    }

    /** Whether TLS was not agreed yet. */
    static boolean isWithinHandshake(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls != null && !tls.handshakeFuture().isDone();
    }

    /** How many bytes wait until the socket takes them. */
    static long unsentBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Closes once everything was sent. */
    static void closeAfterWrites(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /**
     * Ends what is said over a channel once everything was sent; it can still be heard.
     *
     * @param sent called then, or once nothing can be sent any more
     */
    static void endOutput(Channel channel, Runnable sent) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            sent.run();
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.closeOutbound();
            } else {
                ((DuplexChannel) channel).shutdownOutput();
            }
        });
    }
}
