package dev.blb.emulator.traffic;

import java.time.Duration;

/** What a fault plan does to the traffic of a listener. */
public sealed interface TrafficFault {
    /** What a fault meets. */
    enum Point {
        /** A client's connection that begins. */
        ACCEPT,
        /** A client's connection that begins at a listener with TLS. */
        ACCEPT_TLS,
        /** A connection to a server that begins. */
        CONNECT,
        /** A request of HTTP or HTTPS. */
        REQUEST,
        /** A datagram of a client. */
        DATAGRAM_TO_SERVER,
        /** A datagram of a server. */
        DATAGRAM_TO_CLIENT
    }

    /** A client's connection is reset; a server refuses. */
    record Refusal() implements TrafficFault {}

    /** A client's connection is accepted and never read; a server does not answer the attempt to connect. */
    record Silence() implements TrafficFault {}

    /** A connection or datagram waits this long, in real time. */
    record Delay(Duration time) implements TrafficFault {}

    /**
     * The bytes of a connection pass later or more slowly.
     *
     * @param toServer whether bytes to the server are meant
     * @param toClient whether bytes to the client are meant
     * @param latency how long each piece waits, in real time
     * @param bytesPerSecond how many pass in a second of real time; 0 for any number
     */
    record Pace(boolean toServer, boolean toClient, Duration latency, int bytesPerSecond) implements TrafficFault {}

    /**
     * Something happens after so many bytes of a connection in one direction.
     *
     * @param toServer whether bytes to the server are meant
     * @param toClient whether bytes to the client are meant
     */
    record Cut(boolean toServer, boolean toClient, int afterBytes, End end) implements TrafficFault {}

    /** What happens after so many bytes. */
    enum End {
        /** The connection is reset. */
        RESET,
        /** The connection is closed. */
        CLOSE,
        /** Later bytes of the direction are dropped; the connection stays. */
        STOP,
        /** All bits of the next byte are turned. */
        CORRUPT
    }

    /** A request is answered by the listener with this status and body. */
    record Answer(int status, String body) implements TrafficFault {}

    /** The answer to a request lacks this header. */
    record DroppedHeader(String name) implements TrafficFault {}

    /**
     * A client's connection is reset because too many are open.
     *
     * @param connections how many may be open at one time
     */
    record Limit(int connections) implements TrafficFault {}

    /** The listener shows a certificate that clients refuse. */
    record BadCertificate(Flaw flaw) implements TrafficFault {}

    /** Why clients refuse a certificate. */
    enum Flaw {
        /** It was valid until yesterday. */
        EXPIRED,
        /** It is that of another host. */
        WRONG_NAME,
        /** An authority that clients do not know signed it. */
        UNTRUSTED
    }

    /** The TLS handshake ends with the alert handshake_failure. */
    record TlsAlert() implements TrafficFault {}

    /** A datagram is lost. */
    record Loss() implements TrafficFault {}

    /** A datagram arrives twice. */
    record Duplicate() implements TrafficFault {}

    /** A datagram arrives after the next one of its session and direction. */
    record Reorder() implements TrafficFault {}
}
