package dev.blb.emulator.dataplane;

/** A connection or session that ends when nothing happens for too long. Only its event loop calls it. */
interface Watched {
    /** The listener that it belongs to. */
    ActiveListener listener();

    /**
     * Ends what has been idle for too long.
     *
     * @param nowMillis the emulator's time, which idle times go by
     * @param realMillis the real time, which limits on unfinished handshakes and requests go by
     */
    void check(long nowMillis, long realMillis);

    /**
     * Ends since the listener is gone.
     *
     * @param atOnce whether a request under way is cut off, too
     */
    void listenerGone(boolean atOnce);
}
