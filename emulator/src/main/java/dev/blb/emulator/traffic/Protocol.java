package dev.blb.emulator.traffic;

/** A listener's protocol, by the names of the API [meta]. */
public enum Protocol {
    /** Bytes of a TCP connection. */
    TCP,
    /** Datagrams. */
    UDP,
    /** HTTP/1. */
    HTTP,
    /** HTTP/1 in TLS. */
    HTTPS,
    /** Bytes of a TLS connection, forwarded as plain TCP. */
    SSL;

    /** Whether it schedules HTTP requests, not connections. */
    public boolean isLayer7() {
        return this == HTTP || this == HTTPS;
    }

    /** Whether TLS ends at the listener. */
    public boolean isEncrypted() {
        return this == HTTPS || this == SSL;
    }

    /** The name of the scheme in {@code X-Forwarded-Proto} and in the access log. */
    public String scheme() {
        return this == HTTPS ? "https" : "http";
    }
}
