package dev.blb.emulator.listener;

import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.health.ProbePlan;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.util.stream.Stream;

/** A listener in a world's document: its protocol, the members of a create call, and what came about while it ran. */
public final class ListenerDocument {
    private static final String PHASE = "\\d{1,15} ([1-9]|10) [2-5] [2-5]";

    private ListenerDocument() {}

    /** What a document says of a listener beside the members of a create call; {@code state} makes it as it was. */
    public static final Schema MORE = Schema.of(
            oneOf(
                            "listenerType",
                            Stream.of(ListenerProtocol.values())
                                    .map(ListenerProtocol::name)
                                    .toArray(String[]::new))
                    .must(),
            object(
                    "state",
                    text("probePlan")
                            .matching(
                                    PHASE + "(," + PHASE + "){0,49}",
                                    "a comma list of start in milliseconds, interval in seconds, unhealthyThreshold and"
                                            + " healthyThreshold")
                            .must()));

    /** The members of a listener. */
    public static ObjectNode of(Listener listener) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("listenerType", listener.protocol().name()).put("listenerPort", listener.port());
        for (Field field : listener.protocol().forCreate().fields()) {
            JsonNode value = listener.settings().get(field.name());
            if (value != null) {
                members.set(field.name(), value);
            }
        }
        members.put("description", listener.description());
        members.putObject("state").put("probePlan", listener.probes().text());
        return members;
    }

    /**
     * The listener that ran, out of its members.
     *
     * @param create the checked members of a create call
     * @param more the checked members of {@link #MORE}
     */
    public static Listener read(String blbId, Members create, Members more) {
        return new Listener(
                blbId,
                ListenerProtocol.valueOf(more.text("listenerType")),
                create.integer("listenerPort"),
                create.optionalText("description").orElse(""),
                ListenerRules.settings(create),
                ProbePlan.parse(more.object("state").text("probePlan")));
    }
}
