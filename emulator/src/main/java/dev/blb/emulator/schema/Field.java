package dev.blb.emulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.NumberText;
import dev.blb.emulator.schema.Choice.Spelling;
import dev.blb.emulator.schema.Kind.Unit;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule of one parameter, as one line of data: name, accepted values, presence, default.
 *
 * <p>Immutable; each method such as {@link #must()} makes a changed copy.
 */
public final class Field {
    /** The longest text accepted where no source states a limit, in characters: an assumption [m43] that bounds the state. */
    public static final int UNSTATED_MAX_LENGTH = 4096;

    /** The most elements accepted in a list where no source states a limit: an assumption [m43] that bounds the state. */
    public static final int UNSTATED_MAX_ITEMS = 1000;

    private final String name;
    private final Kind kind;
    private final List<String> names;
    private final boolean required;
    private final @Nullable JsonNode fallback;
    private final String fallbackField;
    private final String ignoredBecause;
    private final Function<JsonNode, JsonNode> reading;

    /** Whether the empty text counts as absent: placeholders of generated SDK tests send it for what they do not set [n13]. */
    private final boolean emptyIsAbsent;

    private Field(
            List<String> names,
            Kind kind,
            boolean required,
            @Nullable JsonNode fallback,
            String fallbackField,
            String ignoredBecause,
            Function<JsonNode, JsonNode> reading,
            boolean emptyIsAbsent) {
        this.name = names.get(0);
        this.kind = kind;
        this.names = names;
        this.required = required;
        this.fallback = fallback;
        this.fallbackField = fallbackField;
        this.ignoredBecause = ignoredBecause;
        this.reading = reading;
        this.emptyIsAbsent = emptyIsAbsent;
    }

    private static Field of(String name, Kind kind) {
        return new Field(List.of(name), kind, false, null, "", "", Function.identity(), kind instanceof Choice);
    }

    /** An integer from {@code min} to {@code max}. */
    public static Field integer(String name, int min, int max) {
        return of(name, new Kind.Whole(min, max));
    }

    /** Any integer. */
    public static Field integer(String name) {
        return integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** An integer out of a list. */
    public static Field integerOf(String name, List<Integer> values) {
        return of(name, new Kind.WholeOf(values));
    }

    /** A boolean. */
    public static Field flag(String name) {
        return of(name, new Kind.Flag());
    }

    /** A text out of a list. */
    public static Field oneOf(String name, String... values) {
        return of(name, new Choice(List.of(values), Spelling.EXACT));
    }

    /** A text out of a list, in upper or lower case; the value keeps its spelling. */
    public static Field inAnyCase(String name, String... values) {
        return of(name, new Choice(List.of(values), Spelling.KEPT));
    }

    /** A text whose limits no source states. */
    public static Field text(String name) {
        return characters(name, 0, UNSTATED_MAX_LENGTH);
    }

    /** A text of {@code min} to {@code max} characters. */
    public static Field characters(String name, int min, int max) {
        return of(name, new Kind.Text(min, max, Unit.CHARACTERS, "", "", text -> true));
    }

    /** A text of {@code min} to {@code max} bytes in UTF-8. */
    public static Field bytes(String name, int min, int max) {
        return of(name, new Kind.Text(min, max, Unit.BYTES, "", "", text -> true));
    }

    /**
     * A text that a parser accepts.
     *
     * @param parser throws {@link IllegalArgumentException} or {@link DateTimeException} for a text that is wrong
     * @param allowed what it accepts, for messages and documents
     */
    public static Field parsed(String name, Function<String, ?> parser, String allowed) {
        return of(name, new Kind.Parsed(allowed, text -> Kind.isParsed(parser, text)));
    }

    /** A time in ISO 8601 with seconds, milliseconds if need be, and Z. */
    public static Field time(String name) {
        String pattern = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z";
        Predicate<String> form = Pattern.compile(pattern).asMatchPredicate();
        return text(name)
                .accepting(
                        pattern,
                        "a time such as 2026-01-31T10:00:00Z",
                        form.and(text -> Kind.isParsed(Instant::parse, text)));
    }

    /** A list of numbers, texts or the like, each as {@code element} says; its name plays no part. */
    public static Field listOf(String name, Field element) {
        return of(name, new Items(element.kind, 0, UNSTATED_MAX_ITEMS, ""));
    }

    /** A list of objects, each of these members. */
    public static Field listOfObjects(String name, Field... members) {
        return of(name, new Items(new Kind.Nested(Schema.of(members)), 0, UNSTATED_MAX_ITEMS, ""));
    }

    /** An object. */
    public static Field object(String name, Field... members) {
        return object(name, Schema.of(members));
    }

    /** An object of this schema. */
    public static Field object(String name, Schema schema) {
        return of(name, new Kind.Nested(schema));
    }

    /** An object whose members have any names, each as {@code element} says. */
    public static Field mapOf(String name, Field element, int maxMembers) {
        return of(name, new Kind.Mapping(element.kind, maxMembers));
    }

    /** A member of any value, which is checked elsewhere. */
    public static Field anything(String name) {
        return of(name, new Kind.Anything());
    }

    /** A parameter that is accepted with any value, neither checked nor used. */
    public static Field ignored(String name, String because) {
        return anything(name).withoutEffect(because);
    }

    /** The same, and the text also matches a pattern; {@code form} says it in words. */
    public Field matching(String pattern, String form) {
        return accepting(pattern, form, Pattern.compile(pattern).asMatchPredicate());
    }

    private Field accepting(String pattern, String form, Predicate<String> accepts) {
        if (!(kind instanceof Kind.Text text)) {
            throw new IllegalStateException(name + " is no text");
        }
        return of(new Kind.Text(text.minLength(), text.maxLength(), text.unit(), pattern, form, accepts));
    }

    /** The same, and the list has this many elements. */
    public Field sized(int minItems, int maxItems) {
        if (!(kind instanceof Items items)) {
            throw new IllegalStateException(name + " is no list");
        }
        return of(new Items(items.element(), minItems, maxItems, items.key()));
    }

    /** The same, and no two elements of the list have the same value of this member. */
    public Field distinctBy(String member) {
        if (!(kind instanceof Items items)) {
            throw new IllegalStateException(name + " is no list");
        }
        return of(new Items(items.element(), items.minItems(), items.maxItems(), member));
    }

    /** The same, and upper and lower case are the same; the value is read as the list spells it. */
    public Field anyCase() {
        if (!(kind instanceof Choice choice)) {
            throw new IllegalStateException(name + " is no text out of a list");
        }
        return of(new Choice(choice.values(), Spelling.ANY_CASE));
    }

    private Field of(Kind changed) {
        return new Field(names, changed, required, fallback, fallbackField, ignoredBecause, reading, emptyIsAbsent);
    }

    /** The same; in JSON the empty text counts as absent if the member is optional [n13], as it does for a choice. */
    public Field emptyIsAbsent() {
        return new Field(names, kind, required, fallback, fallbackField, ignoredBecause, reading, true);
    }

    /** The same, and absence is MissingParameter. */
    public Field must() {
        return new Field(names, kind, true, fallback, fallbackField, ignoredBecause, reading, emptyIsAbsent);
    }

    /** The same, refused with codes of its own, see {@link Coded}. */
    public Field refusedWith(ApiError missing, ApiError wrong, ApiError tooLong) {
        return of(new Coded(kind, missing, wrong, tooLong));
    }

    /** The same, with a default. */
    public Field or(int value) {
        return or(IntNode.valueOf(value));
    }

    /** The same, with a default. */
    public Field or(String value) {
        return or(TextNode.valueOf(value));
    }

    /** The same, with a default. */
    public Field or(boolean value) {
        return or(BooleanNode.valueOf(value));
    }

    private Field or(JsonNode value) {
        return new Field(names, kind, required, value, fallbackField, ignoredBecause, reading, emptyIsAbsent);
    }

    /**
     * The same, with the value of another, earlier member as default. The default is not stored: {@link Schema#derive} adds it
     * wherever the members are read, so that it follows when the other member changes.
     */
    public Field orAs(String member) {
        return new Field(names, kind, required, fallback, member, ignoredBecause, reading, emptyIsAbsent);
    }

    /** The same, also read under other names; the field's own name wins. */
    public Field alsoNamed(String... names) {
        List<String> all = Stream.concat(Stream.of(name), Stream.of(names)).toList();
        return new Field(all, kind, required, fallback, fallbackField, ignoredBecause, reading, emptyIsAbsent);
    }

    /** The same, and a numeric text counts as its number, as in [doc:backend]'s sample. */
    public Field alsoAsNumericText() {
        return readAs(value -> value.isTextual() && value.asText().length() < 10 && NumberText.isWhole(value.asText())
                ? IntNode.valueOf(Integer.parseInt(value.asText()))
                : value);
    }

    /** The same, and a number counts as its text. */
    public Field alsoAsNumber() {
        return readAs(value -> value.isIntegralNumber() ? TextNode.valueOf(value.asText()) : value);
    }

    Field readAs(Function<JsonNode, JsonNode> converted) {
        return new Field(names, kind, required, fallback, fallbackField, ignoredBecause, converted, emptyIsAbsent);
    }

    /** The same, but accepted without effect; the reason is shown to users. */
    public Field withoutEffect(String because) {
        return new Field(names, kind, required, fallback, fallbackField, because, reading, emptyIsAbsent);
    }

    /** The same for an update: absent means unchanged. */
    Field forUpdate() {
        return new Field(names, kind, false, null, "", ignoredBecause, reading, emptyIsAbsent);
    }

    /** The name on the wire. */
    public String name() {
        return name;
    }

    /** The name on the wire, and every other name that is read. */
    public List<String> names() {
        return names;
    }

    /** Whether absence is refused. */
    public boolean required() {
        return required;
    }

    /** Why the parameter has no effect, or the empty text if it has one. */
    public String ignoredBecause() {
        return ignoredBecause;
    }

    /** The members of an object or of a list's objects; none for other kinds. */
    public List<Field> members() {
        return inner().fields();
    }

    /** The schema of these members. */
    public Schema inner() {
        Kind inner = kind instanceof Items items ? items.element() : kind;
        return inner instanceof Kind.Nested nested ? nested.schema() : Schema.of();
    }

    /** What it accepts, as a JSON Schema. */
    ObjectNode jsonSchema() {
        ObjectNode schema = kind.jsonSchema();
        if (fallback != null) {
            schema.set("default", fallback);
        }
        return ignoredBecause.isEmpty() ? schema : schema.put("description", "without effect: " + ignoredBecause);
    }

    /** What it accepts, as a phrase for messages and documents. */
    public String allowed() {
        return kind.allowed();
    }

    /** The value that a text outside JSON stands for, such as a command line's, or InvalidParameter. */
    public JsonNode read(String text) {
        return kind.fromText(name, text);
    }

    /** Puts this member of {@code given} into {@code checked}. */
    void check(String prefix, ObjectNode given, ObjectNode checked) {
        JsonNode value = find(given);
        if (value == null
                || (value.equals(TextNode.valueOf("")) && (required ? kind instanceof Coded : emptyIsAbsent))) {
            absent(prefix, checked);
        } else {
            keep(checked, kind.check(prefix + name, reading.apply(value)));
        }
    }

    /** Puts this query parameter, a text, into {@code checked}. An empty text counts as absent (assumption [m44]). */
    void checkText(String given, ObjectNode checked) {
        if (given.isEmpty()) {
            absent("", checked);
        } else {
            keep(checked, kind.fromText(name, given));
        }
    }

    /** Shows a visitor the objects inside this member. */
    void visit(String prefix, ObjectNode given, Schema.Visitor visitor) {
        JsonNode value = find(given);
        if (value != null) {
            kind.visit(prefix + name, value, visitor);
        }
    }

    private void keep(ObjectNode checked, JsonNode value) {
        if (ignoredBecause.isEmpty()) {
            checked.set(name, value);
        }
    }

    private void absent(String prefix, ObjectNode checked) {
        if (required) {
            throw kind.missing().at(prefix + name, "is required: %s", kind.allowed());
        }
        if (fallback != null) {
            checked.set(name, fallback);
        }
    }

    /** Adds this member if it is absent and its default is the value of another member. */
    void derive(ObjectNode members) {
        if (!members.has(name) && members.has(fallbackField)) {
            members.set(name, members.get(fallbackField));
        }
    }

    @Nullable
    JsonNode find(ObjectNode given) {
        return given.get(nameIn(given));
    }

    /** The name that an object has this member by: its own, or another one that it is read under. */
    String nameIn(ObjectNode given) {
        return names.size() == 1
                ? name
                : names.stream().filter(given::has).findFirst().orElse(name);
    }

    /** Whether a value is the default. */
    public boolean isDefault(JsonNode value) {
        return value.equals(fallback);
    }
}
