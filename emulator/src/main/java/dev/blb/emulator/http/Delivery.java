package dev.blb.emulator.http;

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

    /** The body is sent slowly. */
    record Slow(int bytesPerSecond) implements Delivery {}
}
