package dev.blb.emulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.Endpoint;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.token.ClientTokenStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The OpenAPI 3.1 document of the emulated API and of the emulator's own routes, made from the tables that route and check
 * requests.
 *
 * <p>OpenAPI knows one operation for a method and path; the API has several that a query key tells apart. These stand as one,
 * which names them all; its body is any of theirs.
 */
final class OpenApi {
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private final RouteTable table;
    private final ObjectNode paths = JsonNodeFactory.instance.objectNode();

    private OpenApi(RouteTable table) {
        this.table = table;
    }

    /** The document. */
    static ObjectNode document(RouteTable table) {
        OpenApi api = new OpenApi(table);
        api.operations();
        table.control().forEach(api::control);
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "BLB emulator")
                .put("version", "1")
                .put(
                        "description",
                        "Baidu AI Cloud's standard Load Balancer API as it is emulated, and the emulator's own"
                                + " routes under /_blb/.");
        document.set("paths", api.paths);
        ObjectNode components = document.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("bceAuthV1")
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "Authorization")
                .put("description", "bce-auth-v1/{accessKey}/{timestamp}/{expireSeconds}/{signedHeaders}/{signature}");
        components.putObject("schemas").set("Error", error());
        return document;
    }

    private static ObjectNode error() {
        ObjectNode error = object("type", "object");
        ObjectNode members = error.putObject("properties");
        members.set("requestId", object("type", "string"));
        ArrayNode codes = members.putObject("code").put("type", "string").putArray("enum");
        Stream.of(ApiError.values()).map(ApiError::code).distinct().forEach(codes::add);
        members.set("message", object("type", "string"));
        error.putArray("required").add("requestId").add("code").add("message");
        return error;
    }

    private void operations() {
        Map<String, List<Operation>> same = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            Way way = operation.ways().get(0);
            same.computeIfAbsent(way.method() + " " + way.path(), key -> new ArrayList<>())
                    .add(operation);
        }
        same.values().forEach(this::operation);
    }

    private void operation(List<Operation> operations) {
        Way way = operations.get(0).ways().get(0);
        ObjectNode described = at(way.method(), way.path());
        described
                .put("operationId", names(operations, "_"))
                .put("summary", operations.stream().map(OpenApi::selected).collect(Collectors.joining("; ")));
        described.putArray("tags").add("BLB");
        described.putArray("security").addObject().putArray("bceAuthV1");
        Map<String, ObjectNode> parameters = new LinkedHashMap<>();
        selectors(operations, parameters);
        List<Endpoint> built = operations.stream()
                .map(table::endpoint)
                .filter(Endpoint::isBuilt)
                .toList();
        built.forEach(endpoint -> query(endpoint.query(), built.size() == 1, parameters));
        if (operations.stream()
                .map(table::endpoint)
                .anyMatch(endpoint -> endpoint.tokenService().isPresent())) {
            parameters.put(
                    "clientToken",
                    parameter(
                            "clientToken",
                            "query",
                            object("type", "string").put("maxLength", ClientTokenStore.MAX_LENGTH)));
        }
        add(described, way.path(), parameters);
        List<ObjectNode> bodies = built.stream()
                .flatMap(endpoint -> endpoint.body().stream()
                        .map(schema -> open(schema.jsonSchema())
                                .put("title", endpoint.operation().wireName())))
                .toList();
        if (!bodies.isEmpty()) {
            body(described, bodies.size() == 1 ? bodies.get(0) : anyOf(bodies), JSON);
        }
        List<ObjectNode> answers = built.stream()
                .flatMap(endpoint -> endpoint.answerSchema().stream()
                        .map(schema -> schema.put("title", endpoint.operation().wireName())))
                .toList();
        ObjectNode ok = described.putObject("responses").putObject("200");
        ok.put("description", answers.isEmpty() ? "done; the body is empty" : "done");
        if (!answers.isEmpty()) {
            content(ok, answers.size() == 1 ? answers.get(0) : anyOf(answers), JSON);
        }
        refused(described);
    }

    private static String names(List<Operation> operations, String between) {
        return operations.stream().map(Operation::wireName).collect(Collectors.joining(between));
    }

    private static String selected(Operation operation) {
        String selector = operation.ways().get(0).selector();
        return operation.wireName() + (selector.isEmpty() ? "" : " with ?" + selector);
    }

    private static void selectors(List<Operation> operations, Map<String, ObjectNode> parameters) {
        boolean needed = operations.stream()
                .noneMatch(each -> each.ways().get(0).selector().isEmpty());
        Map<String, ArrayNode> values = new LinkedHashMap<>();
        for (Operation operation : operations) {
            String selector = operation.ways().get(0).selector();
            if (!selector.isEmpty()) {
                String[] parts = selector.split("=", -1);
                ArrayNode known = values.computeIfAbsent(parts[0], key -> JsonNodeFactory.instance.arrayNode());
                if (parts.length > 1) {
                    known.add(parts[1]);
                }
            }
        }
        values.forEach((key, known) -> {
            ObjectNode schema = object("type", "string");
            if (!known.isEmpty()) {
                schema.set("enum", known);
            }
            ObjectNode parameter = parameter(key, "query", schema)
                    .put("description", "its presence selects the operation")
                    .put("allowEmptyValue", known.isEmpty());
            parameters.put(key, needed && values.size() == 1 ? parameter.put("required", true) : parameter);
        });
    }

    private static void query(Schema query, boolean alone, Map<String, ObjectNode> parameters) {
        ObjectNode schema = query.jsonSchema();
        JsonNode required = schema.path("required");
        schema.path("properties").properties().forEach(member -> {
            ObjectNode parameter = parameter(member.getKey(), "query", member.getValue());
            boolean must = alone
                    && Stream.iterate(0, i -> i < required.size(), i -> i + 1)
                            .anyMatch(i -> required.get(i).asText().equals(member.getKey()));
            parameters.put(member.getKey(), must ? parameter.put("required", true) : parameter);
        });
    }

    private void control(ControlRoute route) {
        String path = route.way().path();
        ObjectNode described = at(route.way().method(), path);
        described
                .put(
                        "operationId",
                        route.way().method().toLowerCase(Locale.ROOT)
                                + Stream.of(path.split("[^A-Za-z0-9]+"))
                                        .skip(2)
                                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                                        .collect(Collectors.joining()))
                .put("summary", route.meaning());
        described.putArray("tags").add("control");
        Map<String, ObjectNode> parameters = new LinkedHashMap<>();
        query(route.query(), true, parameters);
        add(described, path, parameters);
        if (route.takesText()) {
            body(described, object("type", "object"), JSON, YAML);
        } else if (!route.body().fields().isEmpty()) {
            body(described, route.body().jsonSchema(), JSON);
        }
        ObjectNode ok = described.putObject("responses").putObject("200").put("description", "done");
        content(ok, object("type", "object"), JSON);
        refused(described);
    }

    private ObjectNode at(String method, String path) {
        return paths.withObjectProperty(path).putObject(method.toLowerCase(Locale.ROOT));
    }

    private static void add(ObjectNode described, String path, Map<String, ObjectNode> query) {
        ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
        Matcher variables = VARIABLE.matcher(path);
        while (variables.find()) {
            parameters.add(parameter(variables.group(1), "path", object("type", "string"))
                    .put("required", true));
        }
        query.values().forEach(parameters::add);
        if (!parameters.isEmpty()) {
            described.set("parameters", parameters);
        }
    }

    private static ObjectNode parameter(String name, String in, JsonNode schema) {
        ObjectNode parameter = object("name", name).put("in", in);
        parameter.set("schema", schema);
        return parameter;
    }

    private static void body(ObjectNode described, ObjectNode schema, String... types) {
        content(described.putObject("requestBody"), schema, types);
    }

    private static void content(ObjectNode holder, ObjectNode schema, String... types) {
        ObjectNode content = holder.putObject("content");
        for (String type : types) {
            content.putObject(type).set("schema", schema);
        }
    }

    private static void refused(ObjectNode described) {
        ObjectNode refusal = ((ObjectNode) described.path("responses"))
                .putObject("default")
                .put("description", "refused; the message names the parameter, its value and what is allowed");
        content(refusal, object("$ref", "#/components/schemas/Error"), JSON);
    }

    private static ObjectNode anyOf(List<ObjectNode> schemas) {
        ObjectNode any = JsonNodeFactory.instance.objectNode();
        schemas.forEach(any.putArray("anyOf")::add);
        return any;
    }

    /** The same, but unknown members are allowed: the API ignores them [doc:error-code]. */
    private static ObjectNode open(ObjectNode schema) {
        schema.findParents("additionalProperties").stream()
                .filter(parent -> parent.path("additionalProperties").isBoolean())
                .forEach(parent -> ((ObjectNode) parent).remove("additionalProperties"));
        return schema;
    }

    private static ObjectNode object(String member, String value) {
        return JsonNodeFactory.instance.objectNode().put(member, value);
    }
}
