package dev.blb.emulator.dataplane;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An event loop that counts its selections. Java closes a socket that a selector knows only with the next
 * selection: until then a listening socket accepts connections although its channel is closed.
 */
final class Loop extends SingleThreadIoEventLoop {
    private static final int MAX_WAITS = 100_000;
    private static final long WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private volatile long selections;

    private Loop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers) {
        super(parent, executor, handlers);
    }

    /** A group of such loops, whose threads end with the process. */
    static MultiThreadIoEventLoopGroup group(int loops) {
        return new MultiThreadIoEventLoopGroup(
                loops, new DefaultThreadFactory("blb-data-plane", true), NioIoHandler.newFactory()) {
            @Override
            protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
                return new Loop(this, executor, handlers);
            }
        };
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes it
    protected int runIo() {
        int ready = super.runIo();
        selections++;
        return ready;
    }

    /** Returns once the loop has selected after this call began, so that what was closed before is closed. */
    void awaitSelection() {
        long before = selections;
        for (int i = 0; i < MAX_WAITS && selections == before && !isShuttingDown(); i++) {
            execute(() -> {});
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }
}
