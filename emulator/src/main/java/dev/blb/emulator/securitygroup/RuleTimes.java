package dev.blb.emulator.securitygroup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import java.util.Optional;

/**
 * When a rule of a group was made and last changed. Empty is the time of the group's creation, and that of the rule's: so a rule
 * that is made with its group, or was declared without times, states none.
 */
public record RuleTimes(Optional<String> created, Optional<String> updated) {
    /** The times of a rule that is made with its group. */
    public static final RuleTimes OF_GROUP = new RuleTimes(Optional.empty(), Optional.empty());

    /** The member of a group or a rule that says when it was made. */
    public static final String CREATED = "createdTime";

    /** The member that says when it was last changed. */
    public static final String UPDATED = "updatedTime";

    /** The times of a rule that is added to a group. */
    public static RuleTimes at(String now) {
        return new RuleTimes(Optional.of(now), Optional.empty());
    }

    /** The times of a declared rule. */
    public static RuleTimes of(Members rule) {
        return new RuleTimes(rule.optionalText(CREATED), rule.optionalText(UPDATED));
    }

    /** The same after a change. */
    public RuleTimes changed(String now) {
        return new RuleTimes(created, Optional.of(now));
    }

    /** When the rule was made, in a group that was made at a time. */
    public String createdIn(String groupCreated) {
        return created.orElse(groupCreated);
    }

    /** When the rule was last changed, in a group that was made at a time. */
    public String updatedIn(String groupCreated) {
        return updated.orElseGet(() -> createdIn(groupCreated));
    }

    /** Writes the members of a declaration. */
    public void write(ObjectNode rule) {
        created.ifPresent(time -> rule.put(CREATED, time));
        updated.ifPresent(time -> rule.put(UPDATED, time));
    }
}
