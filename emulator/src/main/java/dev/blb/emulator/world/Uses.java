package dev.blb.emulator.world;

import dev.blb.emulator.api.Tx;
import java.util.Map;
import java.util.Set;

/** What names things that other services make: load balancers with their parts, and other things. */
public interface Uses {
    /** Nothing names anything. */
    Uses NONE = new Uses() {
        @Override
        public Set<String> accounts(Tx tx) {
            return Set.of();
        }

        @Override
        public Map<String, Set<String>> of(Tx tx, String account, ReferenceKind kind) {
            return Map.of();
        }

        @Override
        public Uses in(World other) {
            return this;
        }
    };

    /** The accounts, each in a region, that may have what names a thing; the empty text stands for what every account has. */
    Set<String> accounts(Tx tx);

    /** What an account has that names things of a kind, each in words such as {@code load balancer lb-1}, by the id of the thing. */
    Map<String, Set<String>> of(Tx tx, String account, ReferenceKind kind);

    /** The same where other things are declared. */
    Uses in(World other);

    /** The same of one thing. */
    default Set<String> of(Tx tx, String account, ReferenceKind kind, String id) {
        return of(tx, account, kind).getOrDefault(id, Set.of());
    }
}
