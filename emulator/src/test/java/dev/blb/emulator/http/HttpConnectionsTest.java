package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.TryExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buffer that one connection has is not given back by a thread that does not know it, so that another connection can have it. */
@Timeout(60)
class HttpConnectionsTest {
    private final Buffers buffers = new Buffers();

    @Test
    void aThreadThatIsLateGivesBackItsOwnBuffer() throws Exception {
        Server server = new Server(new Threads(), null, buffers);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnections(new HttpConfiguration()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        try {
            assertThat(answer(connector.getLocalPort(), new byte[] {22, 3, 1, 2, 0, 1}))
                    .startsWith("HTTP/1.1 400 ");
        } finally {
            server.stop();
        }
        assertThat(buffers.strange).isEmpty();
    }

    private static String answer(int port, byte[] sent) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(sent);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Makes the thread that has an answer written late: until the one that goes on with its connection has ended, or waits for it. */
    private final class Threads implements ThreadPool, TryExecutor {
        private final CompletableFuture<Thread> goingOn = new CompletableFuture<>();

        @Override
        public void execute(Runnable job) {
            Thread thread = new Thread(job);
            thread.setDaemon(true);
            thread.start();
            if (job instanceof HttpConnection) {
                goingOn.complete(thread);
            }
        }

        @Override
        public boolean tryExecute(Runnable job) {
            execute(job);
            if (buffers.isHeldBy(Thread.currentThread())) {
                Thread other = goingOn.join();
                while (!Set.of(Thread.State.TERMINATED, Thread.State.WAITING).contains(other.getState())) {
                    Thread.onSpinWait();
                }
            }
            return true;
        }

        @Override
        public void join() {}

        @Override
        public int getThreads() {
            return 1;
        }

        @Override
        public int getIdleThreads() {
            return 1;
        }

        @Override
        public boolean isLowOnThreads() {
            return false;
        }
    }

    /** Notes which buffers another thread gives back than the one that had asked for it. */
    private static final class Buffers extends ByteBufferPool.Wrapper {
        private final Set<Thread> holders = ConcurrentHashMap.newKeySet();
        private final List<String> strange = new CopyOnWriteArrayList<>();

        Buffers() {
            super(new ArrayByteBufferPool());
        }

        boolean isHeldBy(Thread thread) {
            return holders.contains(thread);
        }

        @Override
        public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
            Thread holder = Thread.currentThread();
            holders.add(holder);
            return new RetainableByteBuffer.Wrapper(super.acquire(size, direct)) {
                @Override
                public boolean release() {
                    holders.remove(holder);
                    if (Thread.currentThread() != holder) {
                        strange.add("of " + holder + " by " + Thread.currentThread());
                    }
                    return super.release();
                }
            };
        }
    }
}
