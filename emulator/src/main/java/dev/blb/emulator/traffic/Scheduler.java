package dev.blb.emulator.traffic;

/** How a listener chooses a server. */
public enum Scheduler {
    /** In turn, by weight [meta]. */
    ROUND_ROBIN,
    /** The server with the fewest connections or requests under way for its weight [meta]. */
    LEAST_CONNECTIONS,
    /** By the client's address alone; only TCP, UDP and SSL have it [meta]. */
    SOURCE_HASH;

    /**
     * The scheduler with this name of the API.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Scheduler named(String name) {
        return switch (name) {
            case "RoundRobin" -> ROUND_ROBIN;
            case "LeastConnection", "WeightLeastConn" -> LEAST_CONNECTIONS;
            case "Hash" -> SOURCE_HASH;
            default ->
                throw new IllegalArgumentException(
                        name + "; allowed is RoundRobin, LeastConnection, WeightLeastConn or Hash");
        };
    }
}
