package dev.blb.client.model;

/** Changes of a listener: what is not set stays as it is [seed] [doc:listener]. */
public sealed interface UpdateListener
        permits UpdateTcpListener, UpdateUdpListener, UpdateHttpListener, UpdateHttpsListener, UpdateSslListener {
    /** The port of the listener to change. */
    int listenerPort();

    /** What is set so far. */
    Members members();

    /** The protocol of the listener to change. */
    ListenerType listenerType();
}
