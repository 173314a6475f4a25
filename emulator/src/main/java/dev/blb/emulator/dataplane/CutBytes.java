package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.TrafficFault.Cut;
import dev.blb.emulator.traffic.TrafficFault.End;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Ends a connection, or changes a byte, after so many bytes on the wire; it stands nearest to the socket. */
final class CutBytes extends ChannelDuplexHandler {
    private final Cut cut;
    private final boolean isInMeant;
    private final boolean isOutMeant;
    private long inBytes;
    private long outBytes;

    /**
     * For one connection.
     *
     * @param isClient whether it is a client's: what comes in goes to the server then
     */
    CutBytes(Cut cut, boolean isClient) {
        this.cut = cut;
        this.isInMeant = isClient ? cut.toServer() : cut.toClient();
        this.isOutMeant = isClient ? cut.toClient() : cut.toServer();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!isInMeant) {
            context.fireChannelRead(bytes);
            return;
        }
        ByteBuf passing = passing(bytes, inBytes);
        inBytes += bytes.readableBytes();
        bytes.release();
        context.fireChannelRead(passing);
        if (inBytes >= cut.afterBytes()) {
            end(context);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        if (!isOutMeant || !bytes.isReadable()) {
            context.write(bytes, promise);
            return;
        }
        ByteBuf passing = passing(bytes, outBytes);
        outBytes += bytes.readableBytes();
        bytes.release();
        context.write(passing, promise);
        if (outBytes >= cut.afterBytes()) {
            end(context);
        }
    }

    private ByteBuf passing(ByteBuf bytes, long before) {
        long left = Math.max(0, cut.afterBytes() - before);
        if (cut.end() != End.CORRUPT) {
            return bytes.retainedSlice(bytes.readerIndex(), (int) Math.min(left, bytes.readableBytes()));
        }
        ByteBuf changed = bytes.copy();
        if (before <= cut.afterBytes() && left < changed.readableBytes()) {
            changed.setByte((int) left, ~changed.getByte((int) left));
        }
        return changed;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a channel that fails is closed
    private void end(ChannelHandlerContext context) {
        if (cut.end() == End.RESET) {
            context.flush();
            Channels.reset(context.channel());
        } else if (cut.end() == End.CLOSE) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
