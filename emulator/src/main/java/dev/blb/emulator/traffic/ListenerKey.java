package dev.blb.emulator.traffic;

/**
 * Which listener. TCP, SSL, HTTP and HTTPS exclude each other on a port; UDP is apart.
 *
 * @param blbId the load balancer
 * @param port the listener's port, 1 to 65535
 * @param udp whether it is a UDP listener
 */
public record ListenerKey(String blbId, int port, boolean udp) {
    private static final String UDP = "/UDP";

    @Override
    public String toString() {
        return blbId + ":" + port + (udp ? UDP : "");
    }

    /** Whether the text of a key is that of a UDP listener. */
    public static boolean namesUdp(String text) {
        return text.endsWith(UDP);
    }
}
