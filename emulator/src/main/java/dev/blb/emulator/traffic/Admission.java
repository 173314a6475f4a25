package dev.blb.emulator.traffic;

/**
 * Whether a listener takes connections, as far as its load balancer's status decides it.
 *
 * @param kind what it does
 * @param reason why, for explanations; empty if it is open
 */
public record Admission(Kind kind, String reason) {
    /** What a listener does. */
    public enum Kind {
        /** It listens. */
        OPEN,
        /** It is not bound yet: its load balancer is being created. */
        WAITING,
        /** It keeps its port and refuses connections: its load balancer is paused or unavailable. */
        REFUSING
    }

    /** An open listener. */
    public static final Admission OPEN = new Admission(Kind.OPEN, "");
}
