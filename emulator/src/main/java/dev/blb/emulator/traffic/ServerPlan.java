package dev.blb.emulator.traffic;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server behind a listener.
 *
 * @param instanceId the machine
 * @param address where the listener's backend port of this machine is really found, resolved; null if no address was
 *     registered for the machine, which then gets no traffic
 * @param weight 0 to 100
 * @param health {@code Alive}, {@code Dead} or {@code Unknown}
 * @param healthReason what decided the health, for explanations
 * @param addressProblem why a registered address cannot be used, such as a host name without an address; empty if none is
 *     registered or it can be used
 * @param exception why it gets traffic although its health or weight is against it; empty if no setting makes an exception
 */
public record ServerPlan(
        String instanceId,
        @Nullable InetSocketAddress address,
        int weight,
        String health,
        String healthReason,
        String addressProblem,
        String exception) {
    /** A server whose registered address, if it has one, can be used. */
    public ServerPlan(
            String instanceId, @Nullable InetSocketAddress address, int weight, String health, String healthReason) {
        this(instanceId, address, weight, health, healthReason, "", "");
    }

    /** The same with the health that another plan of it has. */
    public ServerPlan withHealthOf(ServerPlan other) {
        return new ServerPlan(
                instanceId, address, weight, other.health, other.healthReason, addressProblem, other.exception);
    }

    /** The same that gets traffic for a reason other than its health and weight. */
    public ServerPlan withException(String reason) {
        return new ServerPlan(instanceId, address, weight, health, healthReason, addressProblem, reason);
    }

    /**
     * Whether it gets new traffic: it has an address, is Alive and has a weight above 0, or a setting makes an exception. Weight 0 holds for every
     * scheduler (the sources disagree about Hash: [meta] against a question in the FAQ), and a server without a verdict
     * gets none (assumption).
     */
    public boolean isEligible() {
        return address != null && (!exception.isEmpty() || (weight > 0 && health.equals("Alive")));
    }

    /** Why it gets new traffic or not. */
    public String why() {
        if (!addressProblem.isEmpty()) {
            return addressProblem;
        }
        if (address == null) {
            return "no address is registered for this machine; PUT /_blb/machines/" + instanceId + " registers one";
        }
        if (!exception.isEmpty()) {
            return exception;
        }
        if (!health.equals("Alive")) {
            return health + ": " + healthReason;
        }
        return weight == 0 ? "weight 0" : "eligible";
    }
}
