package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Counters;
import dev.blb.emulator.traffic.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Counts the bytes of a connection as they are on the wire. */
final class ByteCounter extends ChannelDuplexHandler {
    private final Counters counters;
    private final Metric heard;
    private final Metric said;
    private long heardBytes;
    private long saidBytes;

    /** Counts what is heard from and said to a client, or the other way round for a server. */
    ByteCounter(Counters counters, boolean isClient) {
        this.counters = counters;
        this.heard = isClient ? Metric.BYTES_IN : Metric.BYTES_OUT;
        this.said = isClient ? Metric.BYTES_OUT : Metric.BYTES_IN;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            heardBytes += bytes.readableBytes();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        counters.add(heard, heardBytes);
        heardBytes = 0;
        context.fireChannelReadComplete();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            saidBytes += bytes.readableBytes();
        }
        context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        counters.add(said, saidBytes);
        saidBytes = 0;
        context.flush();
    }
}
