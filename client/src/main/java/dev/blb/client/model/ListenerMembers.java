package dev.blb.client.model;

/**
 * The members that every request about a listener may have [meta].
 *
 * @param <T> the request
 */
public interface ListenerMembers<T> {
    /** What is set so far. */
    Members members();

    /** The same request with other members. */
    T withMembers(Members members);

    /** How servers are probed; each protocol has its default. */
    default T healthCheckType(HealthCheckType type) {
        return withMembers(members().with("healthCheckType", type));
    }

    /** The time for one probe, 1 to 60 seconds; 3 by default. */
    default T healthCheckTimeoutInSecond(int seconds) {
        return withMembers(members().withRange("healthCheckTimeoutInSecond", seconds, 1, 60));
    }

    /** The time between two probes, 1 to 10 seconds; 3 by default. */
    default T healthCheckInterval(int seconds) {
        return withMembers(members().withRange("healthCheckInterval", seconds, 1, 10));
    }

    /** Failures in a row after which a server is dead, 2 to 5; 3 by default. */
    default T unhealthyThreshold(int failures) {
        return withMembers(members().withRange("unhealthyThreshold", failures, 2, 5));
    }

    /** Successes in a row after which a server is alive, 2 to 5; 3 by default. */
    default T healthyThreshold(int successes) {
        return withMembers(members().withRange("healthyThreshold", successes, 2, 5));
    }

    /** A note, at most 200 characters [java]. */
    default T description(String text) {
        return withMembers(members().withCharacters("description", text, 0, 200));
    }
}
