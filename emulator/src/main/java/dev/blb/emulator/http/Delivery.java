package dev.blb.emulator.http;

import dev.blb.emulator.fault.Fired;

/** How an answer goes over the wire. */
sealed interface Delivery {
    /** As it should. */
    Delivery WHOLE = new Whole();

    /** The connection ends by FIN, and nothing is sent. */
    Delivery NONE = new Disconnect(false);

    /** As it should. */
    record Whole() implements Delivery {}

    /** The connection ends, and nothing is sent: by RST if it is reset, else by FIN. */
    record Disconnect(boolean reset) implements Delivery {}

    /** The connection ends after so many bytes of the body. */
    record Cut(int bytes) implements Delivery {}

    /** The body is sent slowly while the plan of this fault is active, and what it held is given back after that. */
    record Slow(int bytesPerSecond, Fired fault, Runnable giveBack) implements Delivery {}
}
