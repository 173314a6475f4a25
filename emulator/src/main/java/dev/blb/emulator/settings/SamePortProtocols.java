package dev.blb.emulator.settings;

/** Whether listeners of two protocols may have one port of a load balancer [n3]. */
public enum SamePortProtocols {
    /** One listener a port. */
    REFUSED,
    /** One of TCP, HTTP, HTTPS and SSL, and one of UDP. */
    ALLOWED
}
