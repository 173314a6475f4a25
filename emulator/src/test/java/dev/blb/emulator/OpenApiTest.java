package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.control.ServerRoutes;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.time.EmulatorClock;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The OpenAPI document says what the tables say, a standard parser reads it, and answers look as it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private final BlbEmulator emulator =
            BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);
    private JsonNode document = Json.of("{}");

    @BeforeAll
    void read() {
        document = api.get("/_blb/openapi.json").ok().json();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    @Test
    void aStandardParserFindsNothingWrong() {
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(document.toString());
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getPaths()).hasSameSizeAs(document.path("paths"));
        assertThat(document.path("openapi").asText()).startsWith("3.1");
    }

    @Test
    void theDocumentIsMadeOnce() {
        try (Database database = new Database(new MemoryStore(Clock.systemUTC()))) {
            EmulatorContext context = BlbEmulator.context(
                    Settings.DEFAULTS, database, new EmulatorClock(Clock.systemUTC()), Ids.random(), () -> true);
            ControlRoute route = new ServerRoutes(context)
                    .routes().stream()
                            .filter(each -> each.way().path().equals("/_blb/openapi.json"))
                            .findFirst()
                            .orElseThrow();
            ControlCall call = new ControlCall(Map.of(), Members.none(), Members.none(), "");
            assertThat(route.handler().apply(call)).isSameAs(route.handler().apply(call));
        }
    }

    @Test
    void everyOperationStandsThereOnce() {
        Set<String> expected =
                Stream.of(Operation.values()).map(Operation::wireName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> described = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().forEach(operation -> {
                    if (operation.path("tags").path(0).asText().equals("BLB")) {
                        for (String name :
                                operation.path("operationId").asText().split("_", -1)) {
                            assertThat(described.add(name)).as(name).isTrue();
                        }
                    }
                }));
        assertThat(described).isEqualTo(expected);
    }

    @Test
    void everyControlRouteStandsThereWithItsMembers() {
        Set<String> routes = new TreeSet<>();
        api.get("/_blb/operations")
                .ok()
                .json()
                .path("controlRoutes")
                .forEach(route -> routes.add(
                        route.path("method").asText() + " " + route.path("path").asText()));
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            if (path.getKey().startsWith("/_blb/") || path.getKey().equals("/metrics")) {
                path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()));
            }
        }
        assertThat(described).isEqualTo(routes);
        assertThat(at("/_blb/clock", "post").at("/requestBody/content/application~1json/schema/properties/scale"))
                .isEqualTo(Json.of("{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000}"));
    }

    @Test
    void onlyWritesOfServicesThatHaveClientTokensListOne() {
        assertThat(tokens("/v1/blb", "post")).isOne();
        assertThat(tokens("/v1/vpc", "post")).isOne();
        assertThat(tokens("/v2/instance/{instanceId}", "put")).isOne();
        assertThat(tokens("/v1/vpc", "get")).isZero();
        assertThat(tokens("/v1/certificate", "post")).isZero();
        assertThat(tokens("/v1/certificate/{certId}", "put")).isZero();
        assertThat(tokens("/v1/certificate/{certId}", "delete")).isZero();
        assertThat(tokens("/v1/sessionToken", "post")).isZero();
        assertThat(tokens("/v1/credential", "post")).isZero();
    }

    private long tokens(String path, String method) {
        assertThat(at(path, method).has("operationId")).as(path).isTrue();
        return at(path, method).path("parameters").findValuesAsText("name").stream()
                .filter("clientToken"::equals)
                .count();
    }

    private JsonNode at(String path, String method) {
        return document.path("paths").path(path).path(method);
    }

    @Test
    void parametersSayWhatTheFieldTableSays() {
        JsonNode create = at("/v1/blb/{blbId}/TCPlistener", "post").at("/requestBody/content/application~1json/schema");
        assertThat(create.at("/properties/healthCheckInterval"))
                .isEqualTo(Json.of("{\"type\":\"integer\",\"minimum\":1,\"maximum\":10,\"default\":3}"));
        assertThat(create.path("required").toString()).isEqualTo("[\"listenerPort\",\"backendPort\",\"scheduler\"]");
        assertThat(create.has("additionalProperties"))
                .as("unknown members are ignored")
                .isFalse();

        JsonNode servers = at("/v1/blb/{blbId}/backendserver", "put");
        assertThat(servers.path("operationId").asText()).isEqualTo("UpdateBlbServer_DeleteBlbServer");
        assertThat(servers.at("/requestBody/content/application~1json/schema/anyOf"))
                .hasSize(2);
        assertThat(servers.path("parameters").findValuesAsText("name"))
                .containsExactly("blbId", "update", "clientToken");
        assertThat(at("/v1/blb/{blbId}/charge", "post")
                        .at("/parameters/1/schema/enum")
                        .toString())
                .isEqualTo("[\"TO_PREPAY\",\"TO_POSTPAY\",\"CANCEL_TO_POSTPAY\"]");
    }

    @Test
    void answersLookAsItSays() {
        Api.Answer created = api.post(
                        "/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"tags\":[{\"tagKey\":\"a\"}]}")
                .ok();
        String blb = "/v1/blb/" + created.text("/blbId");
        api.post(blb + "/TCPlistener", Api.tcp(80)).ok();
        api.post(blb + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}")
                .ok();
        api.put(blb + "/securitygroup?bind", "{\"securityGroupIds\":[\"g-1\"]}").ok();
        fits("/v1/blb", "post", 0, created.json());
        fits("/v1/blb", "get", 0, api.get("/v1/blb").json());
        fits("/v1/blb/{blbId}", "get", 0, api.get(blb).json());
        fits("/v1/blb/{blbId}/listener", "get", 0, api.get(blb + "/listener").json());
        fits(
                "/v1/blb/{blbId}/backendserver",
                "get",
                0,
                api.get(blb + "/backendserver?listenerPort=80").json());
        fits(
                "/v1/blb/{blbId}/backendserver",
                "get",
                1,
                api.get(blb + "/backendserver").json());
        fits(
                "/v1/blb/{blbId}/securitygroup",
                "get",
                0,
                api.get(blb + "/securitygroup").json());
    }

    /** A listener of each protocol, with what must be given and with whatever may be. */
    private void addListeners(String blb, String protocol, int port) {
        String cookie = ",\"keepSession\":true,\"keepSessionType\":\"rewrite\",\"keepSessionCookieName\":\"c\"";
        String layer7 = cookie + ",\"additionalAttributes\":{\"gzipJson\":\"on\"}";
        String tls = ",\"dualAuth\":true,\"clientCertIds\":[\"cert-emulator0001\"],\"encryptionType\":\"userDefind\","
                + "\"encryptionProtocols\":[\"tlsv12\"],\"appliedCiphers\":\"AES128-SHA\"";
        String domains = ",\"additionalCertDomains\":[{\"certId\":\"cert-emulator0001\",\"host\":\"www.example.com\"}]";
        String must = ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\""
                + switch (protocol) {
                    case "UDP" -> ",\"healthCheckString\":\"\"";
                    case "HTTPS", "SSL" -> ",\"certIds\":[\"cert-emulator0001\"]";
                    default -> "";
                };
        String may = switch (protocol) {
            case "HTTP" -> layer7;
            case "HTTPS" -> layer7 + tls + domains;
            case "SSL" -> tls;
            default -> "";
        };
        String path = blb + "/" + protocol + "listener";
        api.post(path, "{\"listenerPort\":" + port + must + "}").ok();
        api.post(path, "{\"listenerPort\":" + (port + 1) + must + may + "}").ok();
    }

    @Test
    void listenersLookAsItSays() {
        String blb = "/v1/blb/" + api.create();
        int port = 8000;
        for (String protocol : List.of("TCP", "UDP", "HTTP", "HTTPS", "SSL")) {
            addListeners(blb, protocol, port);
            port += 2;
            String path = "/" + protocol + "listener";
            JsonNode listed = api.get(blb + path).ok().json();
            fits("/v1/blb/{blbId}" + path, "get", 0, listed);
            JsonNode element = at("/v1/blb/{blbId}" + path, "get")
                    .at("/responses/200/content/application~1json/schema/properties/listenerList/items");
            assertThat(element.path("properties").fieldNames())
                    .toIterable()
                    .as(protocol)
                    .containsExactlyInAnyOrderElementsOf(names(listed.at("/listenerList/1")));
        }
        JsonNode listed = api.get(blb + "/listener").ok().json();
        assertThat(listed.path("listenerList")).hasSize(10);
        fits("/v1/blb/{blbId}/listener", "get", 0, listed);
    }

    @Test
    void aListenersMembersHaveTheTypesOfTheFieldTable() {
        JsonNode listener = at("/v1/blb/{blbId}/HTTPlistener", "get")
                .at("/responses/200/content/application~1json/schema/properties/listenerList/items");
        assertThat(listener.at("/properties/healthCheckInterval")).isEqualTo(Json.of("{\"type\":\"integer\"}"));
        assertThat(listener.at("/properties/keepSessionType")).isEqualTo(Json.of("{\"type\":[\"string\",\"null\"]}"));
        assertThat(listener.at("/properties/additionalAttributes"))
                .isEqualTo(Json.of("{\"type\":\"object\",\"properties\":{\"gzipJson\":{\"type\":\"string\"}}}"));
        assertThat(listener.path("required").toString())
                .contains("\"healthCheckPort\"")
                .doesNotContain("additionalAttributes");
        assertThat(at("/v1/blb/{blbId}/listener", "get")
                        .at("/responses/200/content/application~1json/schema/properties/listenerList/items/anyOf")
                        .findValuesAsText("title"))
                .containsExactly("TCP", "UDP", "HTTP", "HTTPS", "SSL");
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private void fits(String path, String method, int alternative, JsonNode answer) {
        JsonNode schema = at(path, method).at("/responses/200/content/application~1json/schema");
        fits(path, schema.has("anyOf") ? schema.path("anyOf").path(alternative) : schema, answer);
    }

    private static void fits(String where, JsonNode schema, JsonNode value) {
        if (schema.path("type").isArray() && value.isNull()) {
            return;
        }
        if (schema.has("anyOf")) {
            schema.path("anyOf").forEach(each -> {
                if (each.path("title").equals(value.path("listenerType"))) {
                    fits(where + "." + each.path("title").asText(), each, value);
                }
            });
            return;
        }
        String type = schema.path("type").isArray()
                ? schema.path("type").path(0).asText()
                : schema.path("type").asText();
        assertThat(type)
                .as(where)
                .isEqualTo(
                        value.isArray()
                                ? "array"
                                : value.isObject()
                                        ? "object"
                                        : value.isTextual() ? "string" : value.isBoolean() ? "boolean" : "integer");
        schema.path("required")
                .forEach(name -> assertThat(value.has(name.asText()))
                        .as(where + "." + name.asText())
                        .isTrue());
        if (schema.has("properties")) {
            value.properties().forEach(member -> {
                JsonNode known = schema.path("properties").path(member.getKey());
                assertThat(known.isObject()).as(where + "." + member.getKey()).isTrue();
                fits(where + "." + member.getKey(), known, member.getValue());
            });
        }
        value.forEach(element -> {
            if (value.isArray()) {
                fits(where + "[]", schema.path("items"), element);
            }
        });
    }
}
