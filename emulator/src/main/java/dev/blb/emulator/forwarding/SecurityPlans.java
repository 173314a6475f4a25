package dev.blb.emulator.forwarding;

import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE_SECURITY;

import dev.blb.emulator.api.AddressBlock;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.IngressRule;
import dev.blb.emulator.settings.GroupRules;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.SecurityPlan;
import dev.blb.emulator.traffic.SecurityPlan.Rule;
import dev.blb.emulator.traffic.SecurityPlan.RuleSet;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes plans of the bound security groups, out of the groups that are declared. */
public final class SecurityPlans {
    private final World world;
    private final boolean enforced;

    private SecurityPlans(World world, boolean enforced) {
        this.world = world;
        this.enforced = enforced;
    }

    /** Plans with the groups of this world, as these settings have them carried out. */
    public static SecurityPlans of(World world, Settings settings) {
        return new SecurityPlans(world, settings.get(DATA_PLANE_SECURITY) == GroupRules.ENFORCE);
    }

    SecurityPlan plan(String account, Map<GroupKind, List<String>> bound, ListenerKey key) {
        List<RuleSet> sets = new ArrayList<>();
        AccountWorld here = world.of(account);
        for (GroupKind kind : GroupKind.values()) {
            List<String> groups = bound.getOrDefault(kind, List.of());
            if (!groups.isEmpty()) {
                List<Rule> rules = IngressRule.of(here, kind, groups).stream()
                        .filter(rule -> rule.concerns(key.udp(), key.port()))
                        .map(rule -> new Rule(rule.toString(), rule.allows(), rule.ipv6(), sources(rule)))
                        .toList();
                sets.add(new RuleSet(groups, rules));
            }
        }
        return sets.isEmpty() ? SecurityPlan.NONE : new SecurityPlan(enforced, sets);
    }

    /** Null for what matches no client: an address that cannot be read, or sources that are not known here. */
    private static @Nullable AddressBlock sources(IngressRule rule) {
        if (!rule.unknown().isEmpty()) {
            return null;
        }
        try {
            return rule.source().equals("all") ? AddressBlock.EVERY : AddressBlock.parse(rule.source());
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }
}
