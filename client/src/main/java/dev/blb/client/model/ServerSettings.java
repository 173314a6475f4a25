package dev.blb.client.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.blb.client.internal.Required;

/**
 * A real server to add, or to change; then what is not set stays as it is [meta].
 *
 * @param members what is set so far
 */
public record ServerSettings(@JsonValue Members members) {
    /** Refuses null by name. */
    public ServerSettings {
        Required.notNull("members", members);
    }

    /** The machine with this id. */
    public static ServerSettings of(String instanceId) {
        return new ServerSettings(Members.NONE.with("instanceId", Required.id("instanceId", instanceId, "i-")));
    }

    /** Its share of the traffic, 0 to 100; 0 means no new traffic. 100 by default (assumption [m11]). */
    public ServerSettings weight(int weight) {
        return new ServerSettings(members.withRange("weight", weight, 0, 100));
    }

    /** A note. */
    public ServerSettings desc(String text) {
        return new ServerSettings(members.with("desc", text));
    }
}
