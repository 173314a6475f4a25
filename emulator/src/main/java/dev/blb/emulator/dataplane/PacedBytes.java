package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.TrafficFault.Pace;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the bytes of a connection pass later or more slowly; it stands nearest to the socket. While much waits in a
 * direction, the socket is not read or not writable. Only its event loop calls it.
 */
final class PacedBytes extends ChannelDuplexHandler {
    private static final int MAX_WAITING_BYTES = 65_536;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** In how many pieces the bytes of a second pass, unless they come in smaller ones. */
    private static final int PIECES_PER_SECOND = 10;

    /** The index of its writability among those that handlers may use. */
    private static final int WRITABILITY = 1;

    private final Pace pace;
    private final LongSupplier nanos;
    private final boolean isInMeant;
    private final boolean isOutMeant;
    private final int maxPieceBytes;
    private final Direction in = new Direction();
    private final Direction out = new Direction();
    private boolean wantsToRead;

    /**
     * For one connection.
     *
     * @param nanos real time in nanoseconds from any beginning
     * @param isClient whether it is a client's: what comes in goes to the server then
     */
    PacedBytes(Pace pace, LongSupplier nanos, boolean isClient) {
        this.pace = pace;
        this.nanos = nanos;
        this.isInMeant = isClient ? pace.toServer() : pace.toClient();
        this.isOutMeant = isClient ? pace.toClient() : pace.toServer();
        this.maxPieceBytes =
                pace.bytesPerSecond() == 0 ? Integer.MAX_VALUE : Math.max(1, pace.bytesPerSecond() / PIECES_PER_SECOND);
    }

    /**
     * A piece that waits.
     *
     * @param bytes null for the end of what comes in
     * @param promise of a write, else null
     */
    private record Piece(
            long dueNanos,
            @Nullable ByteBuf bytes,
            @Nullable ChannelPromise promise) {}

    /** What waits in one direction. */
    private static final class Direction {
        private final Queue<Piece> pieces = new ArrayDeque<>();
        private long bytes;
        private long freeNanos;
        private boolean isScheduled;
    }

    /** Without half-closure the end of what comes in would close the connection, and what waits would be lost. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (isInMeant) {
            context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isInMeant) {
            ByteBuf bytes = (ByteBuf) message;
            while (bytes.readableBytes() > maxPieceBytes) {
                hold(context, in, bytes.readRetainedSlice(maxPieceBytes), null);
            }
            hold(context, in, bytes, null);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (in.bytes > MAX_WAITING_BYTES) {
            wantsToRead = true;
        } else {
            context.read();
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (isOutMeant) {
            ByteBuf bytes = (ByteBuf) message;
            while (bytes.readableBytes() > maxPieceBytes) {
                hold(context, out, bytes.readRetainedSlice(maxPieceBytes), context.newPromise());
            }
            hold(context, out, bytes, promise);
        } else {
            context.write(message, promise);
        }
    }

    /** The end of what comes in stays behind what waits. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && isInMeant) {
            hold(context, in, null, null);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private void hold(
            ChannelHandlerContext context,
            Direction direction,
            @Nullable ByteBuf bytes,
            @Nullable ChannelPromise promise) {
        int length = bytes == null ? 0 : bytes.readableBytes();
        long now = nanos.getAsLong();
        long due = now + pace.latency().toNanos();
        if (pace.bytesPerSecond() > 0) {
            direction.freeNanos =
                    Math.max(direction.freeNanos, now) + TimeUnit.SECONDS.toNanos(length) / pace.bytesPerSecond();
            due = Math.max(due, direction.freeNanos);
        }
        direction.pieces.add(new Piece(due, bytes, promise));
        direction.bytes += length;
        updateWritability(context);
        schedule(context, direction, due - now);
    }

    /** Schedules {@link #pass} unless it is scheduled: in whole milliseconds, since the clock may be no finer. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails to pass is a bug, which the loop logs
    private void schedule(ChannelHandlerContext context, Direction direction, long waitNanos) {
        if (direction.isScheduled) {
            return;
        }
        direction.isScheduled = true;
        long millis = (waitNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        context.executor().schedule(() -> pass(context, direction), millis, TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
    private void pass(ChannelHandlerContext context, Direction direction) {
        for (Piece piece = direction.pieces.peek();
                piece != null && piece.dueNanos() <= nanos.getAsLong();
                piece = direction.pieces.peek()) {
            direction.pieces.remove();
            ByteBuf bytes = piece.bytes();
            ChannelPromise promise = piece.promise();
            if (bytes == null) {
                passEnd(context);
                return;
            }
            direction.bytes -= bytes.readableBytes();
            if (promise == null) {
                context.fireChannelRead(bytes);
            } else {
                context.write(bytes, promise);
            }
        }
        direction.isScheduled = false;
        Piece waiting = direction.pieces.peek();
        if (waiting != null) {
            schedule(context, direction, Math.max(1, waiting.dueNanos() - nanos.getAsLong()));
        }
        if (direction == out) {
            context.flush();
            updateWritability(context);
            return;
        }
        context.fireChannelReadComplete();
        if (wantsToRead && in.bytes <= MAX_WAITING_BYTES) {
            wantsToRead = false;
            context.read();
        }
    }

    /** Nothing comes in after it. */
    @SuppressWarnings("FutureReturnValueIgnored") // a channel that fails is closed
    private static void passEnd(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        if (context.pipeline().get("http-reader") == null) {
            context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            // As the end does where nothing waits: HTTP goes on in no direction then.
            context.close();
        }
    }

    private void updateWritability(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(WRITABILITY, out.bytes <= MAX_WAITING_BYTES);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        for (Direction direction : new Direction[] {in, out}) {
            for (Piece piece = direction.pieces.poll(); piece != null; piece = direction.pieces.poll()) {
                if (piece.bytes() != null) {
                    piece.bytes().release();
                }
                if (piece.promise() != null) {
                    piece.promise().tryFailure(new ClosedChannelException());
                }
            }
        }
        context.fireChannelInactive();
    }
}
