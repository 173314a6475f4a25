package dev.blb.emulator.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP port that is kept by a socket which is bound and does not listen, so that connections are refused unless another socket
 * listens beside it.
 */
public final class ReservedPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReservedPort.class);
    private static final int MAX_ATTEMPTS = 300;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 20;

    private final SocketChannel bound;

    private ReservedPort(SocketChannel bound) {
        this.bound = bound;
    }

    /**
     * Keeps a port.
     *
     * @throws IOException if it cannot be had
     */
    public static ReservedPort of(InetSocketAddress at) throws IOException {
        SocketChannel channel = SocketChannel.open();
        ReservedPort port = new ReservedPort(channel);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(at);
            return port;
        } catch (IOException | RuntimeException e) {
            port.close();
            throw e;
        }
    }

    /**
     * Waits, for 2 to 8 s at most, until connections to an address are refused whose listening socket was closed. The operating system
     * goes on to accept them while a thread is in a call of that socket, and while a process that was just started by this one
     * has not yet closed what it inherited.
     *
     * @return whether they are refused
     */
    public static boolean awaitRefused(InetSocketAddress at) {
        InetSocketAddress to = at.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), at.getPort())
                : at;
        for (int attempt = 0; attempt < MAX_ATTEMPTS && !Thread.currentThread().isInterrupted(); attempt++) {
            try (Socket socket = new Socket(Proxy.NO_PROXY)) {
                socket.connect(to, CONNECT_TIMEOUT_MILLIS);
            } catch (ConnectException refused) {
                return true;
            } catch (IOException unknown) {
                LOG.debug("it cannot be found out whether {} refuses connections", to, unknown);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    /** Gives the port up. */
    @Override
    public void close() {
        try {
            bound.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }
}
