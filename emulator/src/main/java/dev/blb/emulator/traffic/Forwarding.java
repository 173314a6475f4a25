package dev.blb.emulator.traffic;

import java.util.Optional;

/**
 * The data plane as the rest of the emulator sees it: it follows the state by itself. Thread-safe.
 */
public interface Forwarding extends AutoCloseable {
    /** Carries out nothing. */
    Forwarding OFF = new Forwarding() {
        @Override
        public Optional<DataPlane> plane() {
            return Optional.empty();
        }

        @Override
        public Optional<String> warning(String blbId) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    };

    /** What carries listeners out; empty while the data plane is off. */
    Optional<DataPlane> plane();

    /**
     * What of a load balancer's listeners could not be carried out, as a text for people in printable ASCII; empty if all
     * is carried out.
     *
     * @param blbId the load balancer, or the empty text for all
     */
    Optional<String> warning(String blbId);

    /** Stops listening, lets requests under way finish for a few seconds, and ends. */
    @Override
    void close();
}
