package dev.blb.emulator.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP port that is kept by a socket which is bound and does not listen, so that connections are refused unless another socket
 * listens beside it.
 */
public final class ReservedPort implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 2_000;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 200;

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
     * Waits, for about 2 s at most, until connections to an address are refused whose listening socket was closed. The operating system
     * goes on to accept them while a thread is in a call of that socket, and while a process that was just started by this one
     * has not yet closed what it inherited.
     *
     * @return whether they are refused
     */
    public static boolean awaitRefused(InetSocketAddress at) {
        InetSocketAddress to = at.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), at.getPort())
                : at;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(to, CONNECT_TIMEOUT_MILLIS);
            } catch (IOException refused) {
                return true;
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
