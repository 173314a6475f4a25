package dev.blb.emulator.dataplane;

import dev.blb.emulator.dataplane.ActiveListener.Current;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.RequestRules;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where an HTTP listener with {@code redirectPort} sends its clients: to the same host, path and query over HTTPS. */
final class Redirection {
    private static final int HTTPS_PORT = 443;

    private Redirection() {}

    /** The location for a request, or null if the listener does not redirect. */
    static @Nullable String location(ActiveListener listener, Current current, RequestHead head) {
        int port = Objects.requireNonNull(current.plan().http(), "HTTP plan").redirectPort();
        if (port == 0) {
            return null;
        }
        String authority = RequestRules.authority(head.request().uri());
        String host = authority != null ? authority : head.host();
        InetSocketAddress target = listener.realOf(port);
        int shownPort = target == null ? port : target.getPort();
        String name = withoutPort(
                host == null ? EndpointLine.text(listener.current().plan().shown()) : host);
        return "https://" + name + (shownPort == HTTPS_PORT ? "" : ":" + shownPort)
                + RequestRules.originForm(head.request().uri());
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
