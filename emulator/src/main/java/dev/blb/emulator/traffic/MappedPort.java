package dev.blb.emulator.traffic;

/**
 * A port of this machine that a listener is mapped to.
 *
 * @param udp whether it is one of UDP; otherwise of TCP
 */
public record MappedPort(int port, boolean udp) {}
