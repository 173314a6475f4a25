package dev.blb.emulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parameters of a request's query or body: ordered fields, checked in that order, the first mistake wins. */
public final class Schema {
    private static final Schema EMPTY = new Schema(List.of(), Map.of());

    private final List<Field> fields;
    private final Map<String, Condition> conditions;
    private final Set<String> known;

    /** Another member, and the value that it must have, in upper or lower case; the empty text for any. */
    private record Condition(String member, String value) {
        boolean holds(ObjectNode members) {
            return anyValue()
                    ? members.hasNonNull(member)
                    : members.path(member).asText().equalsIgnoreCase(value);
        }

        boolean anyValue() {
            return value.isEmpty();
        }
    }

    private Schema(List<Field> fields, Map<String, Condition> conditions) {
        this.fields = List.copyOf(fields);
        this.conditions = conditions;
        this.known = fields.stream().flatMap(field -> field.names().stream()).collect(Collectors.toUnmodifiableSet());
        long names = fields.stream().mapToLong(field -> field.names().size()).sum();
        if (names != known.size()) {
            throw new IllegalStateException("a name stands twice among " + known);
        }
    }

    /** A schema of these fields. */
    public static Schema of(Field... fields) {
        return fields.length == 0 ? EMPTY : new Schema(List.of(fields), Map.of());
    }

    /** These fields, then those. */
    public Schema and(Field... more) {
        return new Schema(Stream.concat(fields.stream(), Arrays.stream(more)).toList(), conditions);
    }

    /** These fields, then the other schema's. */
    public Schema and(Schema more) {
        return and(more.fields.toArray(Field[]::new));
    }

    /** The same fields for an update: nothing is required, nothing has a default, the named ones are left out. */
    public Schema forUpdate(String... without) {
        Set<String> left = Set.of(without);
        List<Field> kept = new ArrayList<>();
        for (Field field : fields) {
            if (!left.contains(field.name())) {
                kept.add(field.forUpdate());
            }
        }
        return new Schema(kept, conditions);
    }

    /** The same; the field of this name is ignored, neither checked nor kept, unless an earlier member has this value. */
    public Schema onlyWith(String name, String member, String value) {
        return conditional(name, new Condition(member, value));
    }

    /** The same; the field of this name is checked, and has no effect unless another member is given. */
    public Schema onlyBeside(String name, String member) {
        return conditional(name, new Condition(member, ""));
    }

    private Schema conditional(String name, Condition condition) {
        Map<String, Condition> more = new HashMap<>(conditions);
        more.put(name, condition);
        return new Schema(fields, Map.copyOf(more));
    }

    /** The fields, in order. */
    public List<Field> fields() {
        return fields;
    }

    /** The names of all fields, other names included. */
    public Set<String> names() {
        return known;
    }

    /** The name that an object has a member by: the one of its field, or another one that it is read under. */
    public String nameIn(ObjectNode given, String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(field -> field.nameIn(given))
                .findFirst()
                .orElse(name);
    }

    /** The checked members of a JSON body without nulls. */
    public ObjectNode check(ObjectNode body) {
        return check("", body);
    }

    ObjectNode check(String prefix, ObjectNode given) {
        ObjectNode checked = JsonNodeFactory.instance.objectNode();
        for (Field field : fields) {
            Condition condition = conditions.get(field.name());
            if (condition == null || condition.anyValue() || condition.holds(checked)) {
                field.check(prefix, given, checked);
            }
        }
        return checked;
    }

    /** The same; a member that no field knows is refused, before any value is. */
    public ObjectNode checkStrictly(ObjectNode body) {
        refuseUnknown(body);
        return check(body);
    }

    /** Refuses a body with a member that no field knows, whatever the values are. */
    public void refuseUnknown(ObjectNode body) {
        List<UnknownMember> unknown = unknown(body);
        if (!unknown.isEmpty()) {
            throw unknown.get(0).refusal(Set.of());
        }
    }

    /** Adds the absent members whose default is the value of another member. */
    public void derive(ObjectNode members) {
        fields.forEach(field -> field.derive(members));
    }

    /** The checked parameters of a decoded query. */
    public ObjectNode checkQuery(Map<String, String> query) {
        ObjectNode checked = JsonNodeFactory.instance.objectNode();
        for (Field field : fields) {
            field.checkText(query.getOrDefault(field.name(), ""), checked);
        }
        return checked;
    }

    /** An object of these fields as a JSON Schema; other members are not allowed, other names of a field are. */
    public ObjectNode jsonSchema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (Field field : fields) {
            field.names().forEach(name -> properties.set(name, field.jsonSchema()));
            if (field.required() && field.names().size() == 1) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    /** The members of a body, nested ones included, that no field knows. The API ignores them [doc:error-code]. */
    public List<UnknownMember> unknown(ObjectNode body) {
        List<UnknownMember> found = new ArrayList<>();
        visit(
                "",
                body,
                (schema, prefix, given) -> given.fieldNames().forEachRemaining(name -> {
                    if (!schema.known.contains(name)) {
                        found.add(schema.unknown(prefix, name, false));
                    }
                }));
        return found;
    }

    /** The members of a body, nested ones included, that say something and have no effect. */
    public List<IdleMember> idle(ObjectNode body) {
        List<IdleMember> found = new ArrayList<>();
        visit("", body, (schema, prefix, given) -> {
            for (Field field : schema.fields) {
                JsonNode value = field.find(given);
                if (value != null && IdleMember.saysSomething(value) && !field.isDefault(value)) {
                    schema.whyIdle(field, prefix, given)
                            .ifPresent(why -> found.add(new IdleMember(prefix + field.nameIn(given), value, why)));
                }
            }
        });
        return found;
    }

    /** The parameters of a decoded query that say something and have no effect. */
    public List<IdleMember> idle(Map<String, String> query) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        query.forEach(given::put);
        return idle(given);
    }

    /** Why a member has no effect, if it has none. One that is required is not told, as every caller has to send it. */
    private Optional<String> whyIdle(Field field, String prefix, ObjectNode given) {
        if (!field.ignoredBecause().isEmpty() && !field.required()) {
            return Optional.of("has no effect: " + field.ignoredBecause());
        }
        Condition condition = conditions.get(field.name());
        return condition == null || condition.holds(given)
                ? Optional.empty()
                : Optional.of(
                        ("counts only with " + prefix + condition.member() + " " + condition.value()).stripTrailing());
    }

    /** Sees objects of a body, each with its schema and the begin of its members' paths. */
    @FunctionalInterface
    interface Visitor {
        void visit(Schema schema, String prefix, ObjectNode given);
    }

    void visit(String prefix, ObjectNode given, Visitor visitor) {
        visitor.visit(this, prefix, given);
        fields.forEach(field -> field.visit(prefix, given, visitor));
    }

    /** The parameters of a query that no field knows. */
    public List<UnknownMember> unknown(Map<String, String> query) {
        return query.keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> unknown("", name, true))
                .toList();
    }

    private UnknownMember unknown(String prefix, String name, boolean inQuery) {
        return new UnknownMember(
                prefix + name, name, fields.stream().map(Field::name).toList(), inQuery);
    }
}
