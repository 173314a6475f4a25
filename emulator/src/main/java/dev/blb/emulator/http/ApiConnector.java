package dev.blb.emulator.http;

import dev.blb.emulator.port.ReservedPort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector whose port can refuse connections for a time while open connections stay. Jetty's own connector can only be
 * stopped, which ends them. Thread-safe.
 */
final class ApiConnector extends ServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(ApiConnector.class);

    /** After this time an acceptor checks anew whether the connector is closed. */
    private static final long CHECK_MILLIS = 1_000;

    /** The socket that listens; null while connections are refused. */
    private @Nullable ServerSocketChannel listening;

    /** Keeps the port while connections are refused. */
    private @Nullable ReservedPort reservation;

    private final InetSocketAddress address;
    private boolean isClosed;

    private ApiConnector(Server server, InetSocketAddress address, ConnectionFactory... factories) {
        super(server, factories);
        this.address = address;
    }

    /** A connector that accepts from this socket once the server starts. */
    static ApiConnector of(Server server, ServerSocketChannel socket, ConnectionFactory... factories) {
        try {
            ApiConnector connector = new ApiConnector(server, (InetSocketAddress) socket.getLocalAddress(), factories);
            connector.listening = socket;
            connector.open(socket);
            return connector;
        } catch (IOException e) {
            throw new UncheckedIOException("a socket that was just opened cannot be used", e);
        }
    }

    /** Lets the operating system refuse new connections, before it returns; the port stays reserved. */
    synchronized void refuse() {
        ServerSocketChannel socket = listening;
        if (isClosed || socket == null) {
            return;
        }
        listening = null;
        Listening.close(socket);
        if (!ReservedPort.awaitRefused(address)) {
            LOG.warn("connections to {} are still accepted, by another program or one that this one started", address);
        }
        try {
            reservation = ReservedPort.of(address);
        } catch (IOException e) {
            // As on systems where a port with open connections cannot be bound by a socket that does not listen.
            LOG.debug("the port of {} cannot be reserved", address, e);
        }
    }

    /** Accepts connections again; false if the port is taken by another program, so that it is to be tried again. */
    synchronized boolean listen() {
        if (isClosed || listening != null) {
            return true;
        }
        try {
            listening = Listening.listen(address);
        } catch (IOException reserved) {
            // Not every system lets two sockets have a port, even if one does not listen.
            release();
            try {
                listening = Listening.listen(address);
            } catch (IOException taken) {
                LOG.warn("{} cannot be listened on again, which is tried repeatedly: {}", address, taken.getMessage());
                return false;
            }
        }
        release();
        notifyAll();
        return true;
    }

    private void release() {
        ReservedPort bound = reservation;
        reservation = null;
        if (bound != null) {
            bound.close();
        }
    }

    /** The socket to accept from, once there is one. */
    private synchronized ServerSocketChannel awaitListening() throws IOException {
        while (listening == null) {
            if (isClosed) {
                throw new ClosedChannelException();
            }
            try {
                wait(CHECK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the acceptor was interrupted");
            }
        }
        return listening;
    }

    private synchronized boolean isReplaced(ServerSocketChannel socket) {
        return listening != socket;
    }

    @Override
    public void accept(int acceptorId) throws IOException {
        ServerSocketChannel socket = awaitListening();
        SocketChannel channel;
        try {
            channel = socket.accept();
        } catch (ClosedChannelException closed) {
            if (!isReplaced(socket)) {
                throw closed;
            }
            // Connections are refused from now on, or the connector was closed, which the next call finds out.
            LOG.debug("the socket of an acceptor was closed", closed);
            return;
        }
        channel.configureBlocking(false);
        configure(channel.socket());
        getSelectorManager().accept(channel);
    }

    @Override
    public synchronized boolean isOpen() {
        return !isClosed;
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            ServerSocketChannel socket = listening;
            listening = null;
            if (socket != null) {
                Listening.close(socket);
            }
            release();
            notifyAll();
        }
        super.close();
    }
}
