package dev.blb.emulator.traffic;

import dev.blb.emulator.api.AddressBlock;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The security groups of a load balancer, as far as they concern one listener.
 *
 * @param enforced whether what they deny is dropped; otherwise it is only counted and shown
 * @param sets the bound groups of each kind; traffic must pass each set (assumption)
 */
public record SecurityPlan(boolean enforced, List<RuleSet> sets) {
    /** No group is bound: everything is let in. */
    public static final SecurityPlan NONE = new SecurityPlan(false, List.of());

    /** A plan; its sets are copied. */
    public SecurityPlan {
        sets = List.copyOf(sets);
    }

    /**
     * The bound groups of one kind.
     *
     * @param groups their ids in the order of their binding
     * @param rules their rules for the protocol and port of the listener; the first one whose sources contain the client
     *     decides, and without one the client is denied
     */
    public record RuleSet(List<String> groups, List<Rule> rules) {
        /** A set; its lists are copied. */
        public RuleSet {
            groups = List.copyOf(groups);
            rules = List.copyOf(rules);
        }

        private @Nullable String denial(InetAddress client) {
            for (Rule rule : rules) {
                if (rule.matches(client)) {
                    return rule.allows() ? null : "denied by the rule \"" + rule.text() + "\"";
                }
            }
            return "no rule of " + String.join(", ", groups) + " allows it";
        }
    }

    /**
     * A rule for the protocol and port of a listener.
     *
     * @param text the rule in one line, for explanations
     * @param ipv6 whether it is for clients with an IPv6 address; otherwise for those with an IPv4 address
     * @param sources the block of its clients; null if it names sources that the emulator cannot know, so that it matches none
     */
    public record Rule(
            String text,
            boolean allows,
            boolean ipv6,
            @Nullable AddressBlock sources) {
        private boolean matches(InetAddress client) {
            return sources != null && (client.getAddress().length == 16) == ipv6 && sources.contains(client);
        }
    }

    /** Why a client is denied; null if it is let in. */
    public @Nullable String denial(InetAddress client) {
        for (RuleSet set : sets) {
            String denial = set.denial(client);
            if (denial != null) {
                return denial;
            }
        }
        return null;
    }

    /** Whether any group is bound. */
    public boolean isBound() {
        return !sets.isEmpty();
    }
}
