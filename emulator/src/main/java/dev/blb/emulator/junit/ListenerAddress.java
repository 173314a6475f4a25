package dev.blb.emulator.junit;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a listener of the data plane takes connections. */
final class ListenerAddress {
    /** The members of a listener in the answer of the route of endpoints: real address, state and reason. */
    private static final Pattern LISTENER = Pattern.compile(
            "\"shown\":\"[^\"]*\"(?:,\"real\":\"([^\"]*)\")?,\"state\":\"([^\"]*)\",\"reason\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private ListenerAddress() {}

    /**
     * The address in an answer of the route of endpoints about one listener.
     *
     * @param emulatorHost what the emulator is called by
     * @throws IllegalStateException if the listener does not take connections, with its state and why
     */
    static InetSocketAddress in(String answer, String blbId, int listenerPort, String emulatorHost) {
        Matcher listener = LISTENER.matcher(answer);
        if (!listener.find()) {
            throw new IllegalStateException("load balancer " + blbId + " has no listener on port " + listenerPort);
        }
        String real = listener.group(1);
        if (real == null || !listener.group(2).equals("listening")) {
            throw new IllegalStateException("listener " + listenerPort + " of load balancer " + blbId + " is "
                    + listener.group(2) + ": " + listener.group(3));
        }
        int colon = real.lastIndexOf(':');
        String host = real.substring(0, colon);
        // Every address of the server's machine is meant; the one that the server is called by is known to be
        // reachable.
        boolean any = host.equals("0.0.0.0") || host.equals("[0:0:0:0:0:0:0:0]");
        return new InetSocketAddress(any ? emulatorHost : host, Integer.parseInt(real.substring(colon + 1)));
    }
}
