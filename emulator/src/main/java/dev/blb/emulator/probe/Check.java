package dev.blb.emulator.probe;

/**
 * What one probe sends, and what counts as a success [doc:healthcheck].
 *
 * @param type what is sent
 * @param port the port of the machine, before its ports are mapped; 0 for an echo
 * @param timeoutSeconds how long an answer may take, 1 to 60
 * @param uri the path of a GET
 * @param host the Host header of a GET; the empty text for the server's address
 * @param normalStatus the status classes that are a success, such as {@code http_2xx|http_3xx}
 * @param payload the content of a datagram: text in which {@code \HH} and {@code \xHH} stand for a byte [meta]
 */
public record Check(
        Type type, int port, int timeoutSeconds, String uri, String host, String normalStatus, String payload) {
    /** What is sent. */
    public enum Type {
        /** A connection is opened, and reset. */
        CONNECT,
        /** An HTTP GET. */
        GET,
        /** A UDP datagram; any answer is a success. */
        DATAGRAM,
        /** An ICMP echo request. */
        ECHO
    }

    /** A connection to a port. */
    public static Check connect(int port, int timeoutSeconds) {
        return new Check(Type.CONNECT, port, timeoutSeconds, "", "", "", "");
    }

    /** A GET. */
    public static Check get(int port, int timeoutSeconds, String uri, String host, String normalStatus) {
        return new Check(Type.GET, port, timeoutSeconds, uri, host, normalStatus, "");
    }

    /** A datagram. */
    public static Check datagram(int port, int timeoutSeconds, String payload) {
        return new Check(Type.DATAGRAM, port, timeoutSeconds, "", "", "", payload);
    }

    /** An echo request. */
    public static Check echo(int timeoutSeconds) {
        return new Check(Type.ECHO, 0, timeoutSeconds, "", "", "", "");
    }
}
