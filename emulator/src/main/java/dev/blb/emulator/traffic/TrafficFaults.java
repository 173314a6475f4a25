package dev.blb.emulator.traffic;

import dev.blb.emulator.traffic.TrafficFault.Point;
import org.jspecify.annotations.Nullable;

/** The faults that traffic meets. Thread-safe; asked by event loops, so that it never waits. */
@FunctionalInterface
public interface TrafficFaults {
    /** No faults. */
    TrafficFaults NONE = (point, listener, instanceId, openConnections) -> null;

    /**
     * A fault and the rule that it is of.
     *
     * @param rule the name of the rule
     */
    record Hit(String rule, TrafficFault fault) {
        /** Why something failed, for explanations. */
        public String reason() {
            return "planned fault \"" + rule + "\"";
        }
    }

    /**
     * The fault that meets something now, and is counted; null for none.
     *
     * @param listener the listener that it meets
     * @param instanceId the server of a connection to one; empty at other points
     * @param openConnections how many connections of clients the listener has, this one included; 0 at other points
     */
    @Nullable
    Hit fire(Point point, ListenerPlan listener, String instanceId, int openConnections);
}
