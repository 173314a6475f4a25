package dev.blb.emulator.traffic;

/**
 * Which listener. TCP, SSL, HTTP and HTTPS exclude each other on a port; UDP is apart.
 *
 * @param blbId the load balancer
 * @param port the listener's port, 1 to 65535
 * @param udp whether it is a UDP listener
 */
public record ListenerKey(String blbId, int port, boolean udp) {
    @Override
    public String toString() {
        return blbId + ":" + port + (udp ? "/UDP" : "");
    }
}
