package dev.blb.contract.lies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.lies.Lie.Answer;
import dev.blb.contract.lies.Lie.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The lies that are written by hand: each the kind of mistake that an emulator, or a new release of the cloud, could make and
 * that does not follow from the catalogue.
 */
final class Lies {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DETAIL = "/v1/blb/[^/]+";
    private static final String LISTENERS = ".*/[A-Z]+listener";
    private static final String SERVERS = ".*/backendserver";

    private final List<Lie> lies = new ArrayList<>();

    private Lies() {}

    static List<Lie> all() {
        Lies all = new Lies();
        all.wrongRefusals();
        all.forgottenWrites();
        all.ignoredParameters();
        all.wrongPages();
        all.wrongContent();
        all.wrongIdentity();
        return List.copyOf(all.lies);
    }

    // --- building blocks -----------------------------------------------------------------------------------------

    private void answering(String name, String where, BiFunction<Request, Answer, Answer> answer) {
        lies.add(Lie.of(name, where, UnaryOperator.identity(), answer));
    }

    private void asking(String name, String where, UnaryOperator<@Nullable Request> request) {
        lies.add(Lie.of(name, where, request, (asked, answer) -> answer));
    }

    /** Changes the JSON of successful answers to these requests. */
    private void showing(String name, String where, Predicate<Request> when, Consumer<ObjectNode> change) {
        answering(name, where, (request, answer) -> {
            if (when.test(request) && answer.succeeded() && answer.body() instanceof ObjectNode body) {
                change.accept(body);
            }
            return answer;
        });
    }

    private static Predicate<Request> get(String path) {
        return request -> request.is("GET", path);
    }

    private static void each(ObjectNode body, String list, Consumer<ObjectNode> change) {
        for (JsonNode item : body.path(list)) {
            change.accept((ObjectNode) item);
        }
    }

    /** Takes a request as done without asking the service. */
    private void forgetting(String name, String where, Predicate<Request> what) {
        asking(name, where, request -> request != null && what.test(request) ? null : request);
    }

    /** Lets a refusal through as a success. */
    private void accepting(String code, String where) {
        answering(
                code + " is not refused",
                where,
                (request, answer) ->
                        answer.has(code) ? new Answer(200, MissingNode.getInstance(), answer.headers()) : answer);
    }

    private static JsonNode number(long value) {
        return JSON.numberNode((int) value);
    }

    private static JsonNode text(String value) {
        return JSON.textNode(value);
    }

    // --- the lies ------------------------------------------------------------------------------------------------

    private void wrongRefusals() {
        Map<String, String> codes = Map.of(
                "InstanceNotFound", "NoSuchObject",
                "ListenerNotFound", "InstanceNotFound",
                "BackendServerNotFound", "InstanceNotFound",
                "ListenerAlreadyExist", "InvalidParameter",
                "BackendServerAlreadyExist", "InvalidParameter",
                "MissingParameter", "InvalidParameter",
                "InappropriateJSON", "MalformedJSON",
                "IdempotentParameterMismatch", "AccessDenied",
                "SignatureDoesNotMatch", "AccessDenied",
                "RequestExpired", "AccessDenied");
        codes.forEach((right, wrong) -> answering(right + " is called " + wrong, "ErrorCode", (request, answer) -> {
            if (answer.has(right)) {
                ((ObjectNode) answer.body()).put("code", wrong);
            }
            return answer;
        }));
        for (int[] statuses : new int[][] {{404, 400}, {403, 401}, {400, 422}, {200, 201}}) {
            answering(
                    "status " + statuses[0] + " is " + statuses[1],
                    "Request",
                    (request, answer) ->
                            answer.status() == statuses[0] && !request.path().startsWith("/_blb")
                                    ? answer.withStatus(statuses[1])
                                    : answer);
        }
        for (String member : List.of("requestId", "message", "code")) {
            answering("refusals without " + member, "Request", (request, answer) -> {
                if (!answer.succeeded() && answer.body() instanceof ObjectNode body) {
                    body.remove(member);
                }
                return answer;
            });
        }
        answering("messages do not name the parameter", "ParameterRefusal", (request, answer) -> {
            if (answer.has("InvalidParameter")) {
                ((ObjectNode) answer.body()).put("message", "A parameter is invalid.");
            }
            return answer;
        });
        answering(
                "the header's request id is another",
                "Request",
                (request, answer) -> answer.succeeded()
                        ? answer
                        : answer.withHeader("x-bce-request-id", "00000000-0000-4000-8000-000000000000"));
        answering(
                "every request has the same id",
                "Request",
                (request, answer) -> answer.withHeader("x-bce-request-id", "00000000-0000-4000-8000-000000000000"));
        answering(
                "answers are HTML by their header",
                "Request",
                (request, answer) -> answer.withHeader("content-type", "text/html"));
        for (String code : List.of(
                "InvalidParameter",
                "MissingParameter",
                "InappropriateJSON",
                "MalformedJSON",
                "SignatureDoesNotMatch",
                "InvalidAccessKeyId",
                "RequestExpired",
                "InvalidURI",
                "InvalidVersion",
                "IdempotentParameterMismatch",
                "RedirectPortNotFound",
                "BackendServerNotFound",
                "ListenerNotFound")) {
            accepting(code, "ErrorCode");
        }
        accepting("ServiceBlocked", "State");
        accepting("ListenerAlreadyExist", "ListenerContract");
        accepting("BackendServerAlreadyExist", "Server");
        accepting("AccessDenied", "Instance");
    }

    private void forgottenWrites() {
        forgetting("an update of an instance is forgotten", "InstanceContract", request -> request.is("PUT", DETAIL));
        forgetting("access control is not switched", "Instance", request -> request.is("PUT", "/v1/blb/acl/.*"));
        forgetting(
                "protection is not switched",
                "Instance",
                request -> request.is("PUT", "/v1/blb/modification_protection/.*"));
        forgetting(
                "an update of a TCP listener is forgotten",
                "ListenerUpdate",
                request -> request.is("PUT", ".*/TCPlistener"));
        forgetting(
                "an update of an HTTPS listener is forgotten",
                "ListenerUpdate",
                request -> request.is("PUT", ".*/HTTPSlistener"));
        forgetting(
                "an update of servers is forgotten",
                "Server",
                request -> request.is("PUT", SERVERS) && request.query().containsKey("update"));
        forgetting(
                "a removal of servers is forgotten",
                "Server",
                request -> request.is("PUT", SERVERS) && !request.query().containsKey("update"));
        forgetting(
                "a binding is forgotten",
                "SecurityGroup",
                request ->
                        request.is("PUT", ".*/securitygroup") && request.query().containsKey("bind"));
        forgetting(
                "an unbinding is forgotten",
                "SecurityGroup",
                request ->
                        request.is("PUT", ".*/securitygroup") && request.query().containsKey("unbind"));
        forgetting(
                "listeners are not deleted",
                "ListenerContract",
                request -> request.query().containsKey("batchdelete"));
        forgetting("a release is forgotten", "InstanceContract", request -> request.is("DELETE", DETAIL));
        forgetting(
                "a resize is forgotten",
                "Order",
                request -> "RESIZE".equals(request.query().get("action")));
        forgetting(
                "a change to prepaid is forgotten",
                "Order",
                request -> "TO_PREPAY".equals(request.query().get("action")));
        forgetting("a refund is forgotten", "Order", request -> request.is("PUT", "/v1/blb/refund/.*"));
        asking("only the first server of a batch is added", "Server", request -> {
            if (request != null
                    && request.is("POST", SERVERS)
                    && request.body().path("backendServerList") instanceof ArrayNode list) {
                while (list.size() > 1) {
                    list.remove(1);
                }
            }
            return request;
        });
    }

    private void ignoredParameters() {
        for (String parameter : List.of("name", "address", "blbId", "bccId", "type", "exactlyMatch")) {
            asking(
                    "the list ignores " + parameter,
                    "InstanceContract",
                    request -> request != null && request.is("GET", "/v1/blb") ? request.without(parameter) : request);
        }
        asking(
                "listener lists ignore listenerPort",
                "ListenerContract",
                request ->
                        request != null && request.is("GET", ".*listener") ? request.without("listenerPort") : request);
        asking(
                "client tokens are ignored",
                "Idempotency",
                request -> request == null ? null : request.without("clientToken"));
        for (String member :
                List.of("desc", "tags", "description", "weight", "xForwardFor", "keepSession", "healthCheckURI")) {
            asking("bodies lose " + member, "", request -> {
                if (request != null) {
                    drop(request.body(), member);
                }
                return request;
            });
        }
    }

    private static void drop(JsonNode node, String member) {
        if (node instanceof ObjectNode object) {
            object.remove(member);
        }
        node.forEach(child -> drop(child, member));
    }

    private void wrongPages() {
        showing("nextMarker is empty instead of null", "Paging", get(".*"), body -> {
            if (body.path("nextMarker").isNull()) {
                body.put("nextMarker", "");
            }
        });
        asking(
                "every page is the first",
                "Paging",
                request -> request != null && request.method().equals("GET") ? request.without("marker") : request);
        asking(
                "maxKeys is ignored",
                "Paging",
                request -> request != null && request.method().equals("GET") ? request.without("maxKeys") : request);
        showing(
                "a page leaves out its last item",
                "Paging",
                request -> request.query().containsKey("maxKeys"),
                body -> {
                    for (String list : List.of("listenerList", "backendServerList", "blbList")) {
                        if (body.path(list) instanceof ArrayNode items && items.size() > 1) {
                            items.remove(items.size() - 1);
                        }
                    }
                });
        showing("isTruncated is always false", "Paging", get(".*"), body -> {
            if (body.has("isTruncated")) {
                body.put("isTruncated", false);
            }
        });
        showing("markers are in lower case", "Paging", get(".*"), body -> {
            if (body.path("nextMarker").isTextual()) {
                body.put("nextMarker", body.path("nextMarker").asText().toLowerCase(java.util.Locale.ROOT));
            }
        });
        showing(
                "listeners are sorted backwards",
                "ListenerContract",
                get(".*listener"),
                body -> reverse(body, "listenerList"));
        showing("servers are sorted backwards", "Server", get(SERVERS), body -> reverse(body, "backendServerList"));
    }

    private static void reverse(ObjectNode body, String list) {
        if (body.path(list) instanceof ArrayNode items) {
            List<JsonNode> reversed = new ArrayList<>();
            items.forEach(item -> reversed.add(0, item));
            items.removeAll();
            items.addAll(reversed);
        }
    }

    private void wrongContent() {
        for (Map.Entry<String, JsonNode> wrong : Map.of(
                        "healthCheckInterval", number(5),
                        "tcpSessionTimeout", number(90),
                        "healthCheckNormalStatus", text("http_2xx"),
                        "scheduler", text("RoundRobin"),
                        "encryptionType", text("tls_cipher_policy_default"))
                .entrySet()) {
            showing(
                    "listeners always show " + wrong.getKey() + " " + wrong.getValue(),
                    "ListenerC",
                    get(LISTENERS),
                    body -> each(body, "listenerList", item -> {
                        if (item.has(wrong.getKey())) {
                            item.set(wrong.getKey(), wrong.getValue());
                        }
                    }));
        }
        showing(
                "health is always Alive",
                "Server",
                get(SERVERS),
                body -> each(body, "backendServerList", item -> {
                    if (item.has("status")) {
                        item.put("status", "Alive");
                    }
                }));
        showing("health names another protocol", "Server", get(SERVERS), body -> {
            if (body.has("type")) {
                body.put("type", "TCP");
            }
        });
        showing("an instance is always available", "State", get("/v1/blb(/[^/]+)?"), body -> {
            if (body.has("status")) {
                body.put("status", "available");
            }
            each(body, "blbList", item -> item.put("status", "available"));
        });
        showing(
                "prices are zero",
                "Order",
                request -> request.path().equals("/v1/blb/price"),
                body -> each(body, "prices", item -> item.put("originalPrice", "0")));
        showing("detail always says postpaid", "Order", get(DETAIL), body -> body.put("paymentTiming", "Postpaid"));
        showing(
                "additional domains carry one more member",
                "ListenerContract",
                get(LISTENERS),
                body -> each(
                        body,
                        "listenerList",
                        item -> each(item, "additionalCertDomains", domain -> domain.put("certName", "x"))));
        showing(
                "a create answers another id",
                // Elsewhere it breaks what cases need, until the run has made as many as it may.
                "NewInstance",
                request -> request.is("POST", "/v1/blb"),
                body -> body.put("blbId", "lb-00000000"));
        showing(
                "a create answers an address that detail does not show",
                "Instance",
                request -> request.is("POST", "/v1/blb"),
                body -> body.put("address", "::1"));
    }

    private void wrongIdentity() {
        asking(LyingProxy.ANY_ACCOUNT_IS_THE_FIRST, "Driven", UnaryOperator.identity());
        asking(
                "a path in other case is found",
                "Request",
                request -> request == null
                        ? null
                        : new Request(
                                request.method(),
                                request.path().replace("/tcplistener", "/TCPlistener"),
                                request.query(),
                                request.body()));
    }
}
