package dev.blb.emulator.http;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Makes connections that one thread at a time reads from. Jetty alone answers bytes that are no request on another thread, and lets a third
 * one read on as soon as the answer has left. Where the first thread is late, it gives back a buffer that the third one reads into, and
 * that another client's connection may have by then: the request of that client is lost.
 */
final class HttpConnections extends HttpConnectionFactory {
    HttpConnections(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        OneReader connection = new OneReader(getHttpConfiguration(), connector, endPoint);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class OneReader extends HttpConnection {
        private final Lock reading = new ReentrantLock();

        OneReader(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        public void onFillable() {
            reading.lock();
            try {
                super.onFillable();
            } finally {
                reading.unlock();
            }
        }
    }
}
