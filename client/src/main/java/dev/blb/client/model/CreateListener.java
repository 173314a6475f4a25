package dev.blb.client.model;

/** A listener to create. */
public sealed interface CreateListener
        permits CreateTcpListener, CreateUdpListener, CreateHttpListener, CreateHttpsListener, CreateSslListener {
    /** What is set so far. */
    Members members();

    /** The protocol. */
    ListenerType listenerType();
}
