package dev.blb.emulator.instance;

import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.ConsistencyDelay.Moment;
import dev.blb.emulator.instance.PendingChange.Change;
import dev.blb.emulator.schema.Field;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The delay of a pending change in a document: {@code {settle: {at: 2026-01-31T10:00:05Z}, list: {reads: 3}}}. The moments have
 * the names of the rules of {@code PUT /_blb/async}; one that is reached already is left out.
 */
final class DelayDocument {
    private static final String SETTLE = "settle";
    private static final String WRITABLE = "writable";
    private static final String DETAIL = "detail";
    private static final String LIST = "list";

    /** The last time that a document can show. */
    private static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final String TEXT_MOMENT = " (\\d{1,18}|9223372036854775807)/(\\d{1,9})";

    /** How a change was written until documents had objects: its kind, then milliseconds/reads of each moment. */
    private static final Pattern TEXT_FORM =
            Pattern.compile("(CREATED|UPDATED|RELEASED)" + TEXT_MOMENT + TEXT_MOMENT + TEXT_MOMENT + TEXT_MOMENT);

    private DelayDocument() {}

    /** The member {@code change} of an instance's state. */
    static Field field() {
        return object(
                "change",
                oneOf("kind", Stream.of(Change.values()).map(Change::name).toArray(String[]::new))
                        .must(),
                object("delay", moment(SETTLE), moment(WRITABLE), moment(DETAIL), moment(LIST)));
    }

    private static Field moment(String name) {
        return object(name, time("at"), integer("reads", 0, Integer.MAX_VALUE), flag("held"));
    }

    static JsonNode write(ConsistencyDelay delay) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        write(members, SETTLE, delay.settle());
        write(members, WRITABLE, delay.writable());
        write(members, DETAIL, delay.detail());
        write(members, LIST, delay.list());
        return members;
    }

    private static void write(ObjectNode delay, String name, Moment moment) {
        if (moment.equals(Moment.NOW)) {
            return;
        }
        ObjectNode members = delay.putObject(name);
        if (moment.atMillis() == Moment.HELD.atMillis()) {
            members.put("held", true);
        } else if (moment.atMillis() > 0) {
            Instant at = Instant.ofEpochMilli(moment.atMillis());
            members.put("at", (at.isAfter(MAX_TIME) ? MAX_TIME : at).toString());
        }
        if (moment.reads() > 0) {
            members.put("reads", moment.reads());
        }
    }

    static ConsistencyDelay read(JsonNode delay) {
        return new ConsistencyDelay(
                moment(delay.path(SETTLE)),
                moment(delay.path(WRITABLE)),
                moment(delay.path(DETAIL)),
                moment(delay.path(LIST)));
    }

    private static Moment moment(JsonNode members) {
        long at = Optional.ofNullable(members.path("at").textValue())
                .map(text -> Instant.parse(text).toEpochMilli())
                .orElse(0L);
        return new Moment(
                members.path("held").booleanValue() ? Moment.HELD.atMillis() : at,
                members.path("reads").intValue());
    }

    /** Replaces the text form of {@code state.change} in the members of an instance, if that is what stands there. */
    static void upgrade(ObjectNode instance) {
        if (!(instance.path("state") instanceof ObjectNode state)) {
            return;
        }
        Matcher text = TEXT_FORM.matcher(state.path("change").asText());
        if (text.matches()) {
            ConsistencyDelay delay =
                    new ConsistencyDelay(moment(text, 2), moment(text, 4), moment(text, 6), moment(text, 8));
            state.putObject("change").put("kind", text.group(1)).set("delay", write(delay));
        }
    }

    private static Moment moment(Matcher text, int group) {
        return new Moment(Long.parseLong(text.group(group)), Integer.parseInt(text.group(group + 1)));
    }
}
