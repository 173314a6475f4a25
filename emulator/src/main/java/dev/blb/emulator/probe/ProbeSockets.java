package dev.blb.emulator.probe;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The sockets of probes: sends what a check asks for over the network, and reports what came back. Thread-safe. */
public interface ProbeSockets extends AutoCloseable {
    /**
     * Begins a check of the type CONNECT, GET or DATAGRAM, without waiting for it.
     *
     * @param to the address and the real port of the server
     * @param progress called by any thread
     * @throws IOException if no socket can be opened
     */
    Attempt begin(Check check, InetSocketAddress to, Progress progress) throws IOException;

    /** Closes all sockets. */
    @Override
    void close();

    /** A check under way. */
    interface Attempt {
        /** Closes its socket. Has no effect if it is closed already. */
        void end();
    }

    /** Receives what happens to a check. After {@link #ended} or {@link #failed} nothing more happens. */
    interface Progress {
        /** The result is known; more bytes may still arrive. */
        void decided(boolean up, String reason);

        /** The socket failed. */
        void failed(Throwable failure);

        /** The socket is closed. */
        void ended();
    }
}
