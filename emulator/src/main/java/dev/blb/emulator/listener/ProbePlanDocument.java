package dev.blb.emulator.listener;

import static dev.blb.emulator.listener.ListenerFields.CHECK_INTERVAL;
import static dev.blb.emulator.listener.ListenerFields.HEALTHY_THRESHOLD;
import static dev.blb.emulator.listener.ListenerFields.UNHEALTHY_THRESHOLD;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.health.ProbePlan;
import dev.blb.emulator.health.ProbePlan.Phase;
import dev.blb.emulator.schema.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a listener has probed its servers, in a document: a list of settings by the API's names, each with its start. */
final class ProbePlanDocument {
    private static final String FROM = "from";

    private static final String TEXT_PHASE = "(\\d{1,15}) (\\d{1,2}) (\\d) (\\d)";

    /** How a plan was written until documents had objects: start in milliseconds, interval, unhealthy and healthy threshold. */
    private static final Pattern TEXT_FORM =
            Pattern.compile(TEXT_PHASE + "(," + TEXT_PHASE + "){0," + (ProbePlan.MAX_PHASES - 1) + "}");

    private ProbePlanDocument() {}

    /** The member {@code probePlan} of a listener's state. */
    static Field field() {
        return listOfObjects(
                        "probePlan",
                        time(FROM).must(),
                        integer(CHECK_INTERVAL.name(), 1, 10).must(),
                        integer(UNHEALTHY_THRESHOLD.name(), 2, 5).must(),
                        integer(HEALTHY_THRESHOLD.name(), 2, 5).must())
                .sized(1, ProbePlan.MAX_PHASES)
                .must();
    }

    static JsonNode write(List<Phase> phases) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Phase phase : phases) {
            list.addObject()
                    .put(FROM, Instant.ofEpochMilli(phase.fromMillis()).toString())
                    .put(CHECK_INTERVAL.name(), phase.intervalSeconds())
                    .put(UNHEALTHY_THRESHOLD.name(), phase.unhealthyThreshold())
                    .put(HEALTHY_THRESHOLD.name(), phase.healthyThreshold());
        }
        return list;
    }

    static List<Phase> read(JsonNode list) {
        List<Phase> phases = new ArrayList<>();
        for (JsonNode phase : list) {
            phases.add(new Phase(
                    Instant.parse(phase.path(FROM).textValue()).toEpochMilli(),
                    phase.path(CHECK_INTERVAL.name()).intValue(),
                    phase.path(UNHEALTHY_THRESHOLD.name()).intValue(),
                    phase.path(HEALTHY_THRESHOLD.name()).intValue()));
        }
        return phases;
    }

    /** Replaces the text form of {@code state.probePlan} in the members of a listener; whether that is what stood there. */
    static boolean upgrade(ObjectNode listener) {
        if (!(listener.path("state") instanceof ObjectNode state)
                || !TEXT_FORM.matcher(state.path("probePlan").asText()).matches()) {
            return false;
        }
        List<Phase> phases = new ArrayList<>();
        Matcher phase =
                Pattern.compile(TEXT_PHASE).matcher(state.path("probePlan").asText());
        while (phase.find()) {
            phases.add(new Phase(
                    Long.parseLong(phase.group(1)),
                    Integer.parseInt(phase.group(2)),
                    Integer.parseInt(phase.group(3)),
                    Integer.parseInt(phase.group(4))));
        }
        state.set("probePlan", write(phases));
        return true;
    }
}
