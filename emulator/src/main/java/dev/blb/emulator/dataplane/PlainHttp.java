package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.RequestRules.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first byte that a client of an HTTPS listener sends, as nginx does: where no TLS begins with it, TLS is left
 * out, so that the request can be read and refused.
 */
final class PlainHttp extends ChannelInboundHandlerAdapter {
    /** The type of a TLS record that begins a handshake. */
    private static final int HANDSHAKE = 22;

    /** The bit that begins a handshake of SSL 2. */
    private static final int SSL2 = 0x80;

    private static final String NAME = "plain-http";

    private final String tls;

    private PlainHttp(String tls) {
        this.tls = tls;
    }

    /** Puts one in front of what ends TLS, if the listener reads HTTP behind it. */
    static void watch(ActiveListener listener, Channel channel, String tls) {
        if (listener.protocol().isLayer7()) {
            channel.pipeline().addBefore(tls, NAME, new PlainHttp(tls));
        }
    }

    /** Why a request is refused, or null if it is not. */
    static @Nullable Refusal refusal(ActiveListener listener, Channel channel, HttpRequest request) {
        boolean lacksTls =
                listener.protocol().isEncrypted() && channel.pipeline().get(SslHandler.class) == null;
        return lacksTls ? new Refusal(400, "plain HTTP was sent to a listener of HTTPS") : RequestHead.refusal(request);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (bytes.isReadable()) {
            int first = bytes.getUnsignedByte(bytes.readerIndex());
            if (first != HANDSHAKE && (first & SSL2) == 0) {
                context.pipeline().remove(tls);
            }
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }
}
