package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the rules of groups of both kinds have in common. */
final class RuleList {
    private RuleList() {}

    /** Refuses a rule that has the id of an earlier one of the list. */
    static void refuseRepeatedIds(List<Members> rules, String list, String idMember) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            String id = rules.get(i).optionalText(idMember).orElse("");
            if (!id.isEmpty() && !ids.add(id)) {
                throw INVALID_PARAMETER.at(
                        list + "[" + i + "]." + idMember,
                        "is \"%s\", which an earlier rule has; allowed is a unique id",
                        id);
            }
        }
    }

    /** The refusal of a member that belongs to rules of the other direction. */
    static ApiException misfit(ApiError error, String member, String value, String direction, String allowed) {
        return error.at(
                member,
                "is \"%s\", which belongs to %s rules; allowed in an %s rule is %s",
                value,
                direction.equals("ingress") ? "egress" : "ingress",
                direction,
                allowed);
    }
}
