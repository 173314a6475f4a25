package dev.blb.emulator.http;

import io.javalin.Javalin;
import io.javalin.util.JavalinException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the web server: requests under way finish, idle connections end at once. Jetty alone gives every connection
 * one second, which is too short for a slow request and too long for an idle client.
 */
final class Draining {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);

    private final Set<EndPoint> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean begun;

    /** Counts a request as under way until its answer has left. */
    void track(HttpServletRequest request) {
        EndPoint connection = connection(request);
        EndPoint socket = socket(connection);
        underWay.add(socket);
        onEnd(request, () -> {
            underWay.remove(socket);
            if (begun) {
                connection.close();
            }
        });
    }

    /** Runs work once the answer to a request has left, or cannot be sent. */
    static void onEnd(HttpServletRequest request, Runnable work) {
        Request.addCompletionListener(ServletContextRequest.getServletContextRequest(request), failure -> work.run());
    }

    /** The connection that a request came on. */
    static EndPoint connection(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    /** What a connection's bytes are sent on: beneath TLS, if it has that. */
    static EndPoint socket(EndPoint connection) {
        return connection instanceof EndPoint.Wrapper wrapper ? wrapper.unwrap() : connection;
    }

    /** Ends the connection of a request, whatever was sent on it: by RST if it is reset, else by FIN. */
    static void disconnect(HttpServletRequest request, boolean reset) throws IOException {
        EndPoint connection = connection(request);
        if (reset && connection.getTransport() instanceof SocketChannel socket) {
            // Nothing that is not sent yet is waited for: the peer gets an RST.
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        // Without the alert by which TLS would end: the connection is lost.
        socket(connection).close();
    }

    /** Ends an idle connection as its protocol does: TLS by an alert. */
    private static void end(EndPoint socket) {
        Connection connection = socket.getConnection();
        if (connection == null) {
            socket.close();
        } else {
            connection.close();
        }
    }

    /** Whether the answer to a request shall be the last one on its connection. */
    boolean isLast(HttpServletRequest request) {
        return begun
                // No tunnel is opened; yet a client may send at once what is meant for its other end.
                || HttpMethod.CONNECT.is(request.getMethod())
                // A thread goes on with what a client has pipelined, and others would wait for it.
                || ServletContextRequest.getServletContextRequest(request)
                        .getConnectionMetaData()
                        .getConnector()
                        .getServer()
                        .getThreadPool()
                        .isLowOnThreads();
    }

    /** Stops accepting, waits at most this long for requests under way, and stops. */
    void stop(Javalin javalin, int timeoutMillis) {
        begun = true;
        for (Connector connector : javalin.jettyServer().server().getConnectors()) {
            if (connector instanceof ServerConnector server) {
                server.close();
                server.setShutdownIdleTimeout(timeoutMillis);
            }
            connector.getConnectedEndPoints().stream()
                    .filter(connection -> !underWay.contains(connection))
                    .forEach(Draining::end);
        }
        try {
            javalin.stop();
        } catch (JavalinException late) {
            LOG.warn("a request was cut off: it did not finish within {} ms", timeoutMillis);
        }
    }
}
