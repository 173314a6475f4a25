package dev.blb.emulator.http;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.channels.ServerSocketChannel;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The port that speaks TLS. A request in plain http is read there too, so that its client gets an answer that it can read. */
final class TlsPort {
    private static final String NAME = "https";

    private TlsPort() {}

    /** A connector of this port, which accepts from this socket. */
    static ApiConnector connector(
            Server server, HttpConfiguration http, SSLContext context, ServerSocketChannel socket) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(context);
        // Listeners of the data plane may have the whole process allow older ones.
        factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        ApiConnector connector = ApiConnector.of(
                server,
                socket,
                new DetectorConnectionFactory(new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString())),
                new HttpConnections(http));
        connector.setName(NAME);
        return connector;
    }

    /** Whether a request came over TLS. */
    static boolean isSecure(HttpServletRequest request) {
        return connection(request).isSecure();
    }

    /** Whether a request came in plain http on this port. */
    static boolean isMistaken(HttpServletRequest request) {
        ConnectionMetaData connection = connection(request);
        return !connection.isSecure()
                && connection.getConnector() instanceof ServerConnector connector
                && NAME.equals(connector.getName());
    }

    private static ConnectionMetaData connection(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request).getConnectionMetaData();
    }
}
