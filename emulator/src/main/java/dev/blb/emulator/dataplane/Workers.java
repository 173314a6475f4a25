package dev.blb.emulator.dataplane;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loops of the data plane. Thread-safe. */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** More threads than this would share their processors with what they forward to. */
    private static final int MAX_LOOPS = 4;

    private static final int TASK_TIMEOUT_SECONDS = 60;

    private final EventLoopGroup group;
    private final List<Worker> all = new ArrayList<>();
    private final IdentityHashMap<EventExecutor, Worker> byLoop = new IdentityHashMap<>();

    Workers(Clock clock, Clock real) {
        int loops = Math.max(2, Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
        group = Loop.group(loops);
        for (EventExecutor executor : group) {
            Worker worker = new Worker((EventLoop) executor, clock, real);
            all.add(worker);
            byLoop.put(executor, worker);
        }
    }

    EventLoopGroup group() {
        return group;
    }

    /** The worker of a loop of this group. */
    Worker of(EventLoop loop) {
        return Objects.requireNonNull(byLoop.get(loop));
    }

    /** Lets each worker do this on its own loop, and returns when all have. */
    void onEach(Consumer<Worker> task) {
        CountDownLatch done = new CountDownLatch(all.size());
        for (Worker worker : all) {
            worker.loop().execute(() -> {
                try {
                    task.accept(worker);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            if (!done.await(TASK_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("an event loop of the data plane is busy for more than {} s", TASK_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all loops. */
    void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(TASK_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
