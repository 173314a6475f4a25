package dev.blb.emulator.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
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

    /** How often acceptors are waited for at most, which return as soon as the system runs them. */
    private static final int MAX_CHECKS = 5;

    /** The socket that listens; null while connections are refused. */
    private @Nullable ServerSocketChannel listening;

    /** Keeps the port while connections are refused: it is bound and does not listen. */
    private @Nullable SocketChannel reservation;

    private @Nullable SocketAddress address;

    /** How many acceptors are in a call of a socket: the operating system lets it listen until they have returned. */
    private int accepting;

    private boolean isClosed;

    private ApiConnector(Server server, ConnectionFactory... factories) {
        super(server, factories);
    }

    /** A connector that accepts from this socket once the server starts. */
    static ApiConnector of(Server server, ServerSocketChannel socket, ConnectionFactory... factories) {
        ApiConnector connector = new ApiConnector(server, factories);
        try {
            connector.address = socket.getLocalAddress();
            connector.listening = socket;
            connector.open(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("a socket that was just opened cannot be used", e);
        }
        return connector;
    }

    /** Lets the operating system refuse new connections, before it returns; the port stays reserved. */
    synchronized void refuse() {
        ServerSocketChannel socket = listening;
        if (isClosed || socket == null) {
            return;
        }
        listening = null;
        Listening.close(socket);
        awaitAcceptors();
        try {
            reservation = Listening.reserve(Objects.requireNonNull(address));
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
        SocketAddress to = Objects.requireNonNull(address);
        try {
            listening = Listening.listen(to);
        } catch (IOException reserved) {
            // Not every system lets two sockets have a port, even if one does not listen.
            release();
            try {
                listening = Listening.listen(to);
            } catch (IOException taken) {
                LOG.warn("{} cannot be listened on again, which is tried repeatedly: {}", to, taken.getMessage());
                return false;
            }
        }
        release();
        notifyAll();
        return true;
    }

    private void release() {
        SocketChannel bound = reservation;
        reservation = null;
        if (bound != null) {
            Listening.close(bound);
        }
    }

    private synchronized void awaitAcceptors() {
        for (int checks = 0; accepting > 0 && checks < MAX_CHECKS; checks++) {
            try {
                wait(CHECK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The socket to accept from, once there is one; the caller counts as accepting until {@link #hasAccepted}. */
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
        accepting++;
        return listening;
    }

    private synchronized void hasAccepted() {
        accepting--;
        notifyAll();
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
        } finally {
            hasAccepted();
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
