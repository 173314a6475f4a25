package dev.blb.emulator.db;

import java.util.HashSet;
import java.util.Set;

/**
 * What a committed transaction changed, derived from its statements: names without values.
 *
 * @param everything whether any row may have changed; then the sets say nothing
 * @param tables names of the changed tables as in the schema's scripts, such as {@code listener}
 * @param instances ids of the load balancers whose rows, or rows that belong to them, changed
 */
public record Touched(boolean everything, Set<String> tables, Set<String> instances) {
    /** Any row may have changed. */
    public static final Touched EVERYTHING = new Touched(true, Set.of(), Set.of());

    static final Touched NOTHING = new Touched(false, Set.of(), Set.of());

    /** Whether rows of a table may have changed. */
    public boolean table(String name) {
        return everything || tables.contains(name);
    }

    /** Whether a load balancer, or what belongs to it, may have changed. */
    public boolean instance(String blbId) {
        return everything || instances.contains(blbId);
    }

    boolean isNothing() {
        return !everything && tables.isEmpty();
    }

    /** Collects what one transaction changes. Used by one thread. */
    static final class Notes {
        private final Set<String> tables = new HashSet<>();
        private final Set<String> instances = new HashSet<>();
        private boolean everything;

        /** Notes that rows of a table are changed that belong to no load balancer. */
        void table(String name) {
            tables.add(name);
        }

        /** Notes that rows of a table are changed that belong to one load balancer; the empty text stands for each. */
        void instance(String table, String blbId) {
            tables.add(table);
            if (blbId.isEmpty()) {
                everything = true;
            } else {
                instances.add(blbId);
            }
        }

        /** Notes that any row may be changed. */
        void everything() {
            everything = true;
        }

        Touched touched() {
            return everything
                    ? EVERYTHING
                    : tables.isEmpty() ? NOTHING : new Touched(false, Set.copyOf(tables), Set.copyOf(instances));
        }
    }
}
