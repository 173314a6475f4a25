package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Covers.OfOperation;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client token: one effect and one answer for repeated requests, refusal of another request with the same token. */
@Contract
@Order(3)
class IdempotencyContract {
    private Given given;
    private String blbId;
    private String path;

    @BeforeAll
    void prepare(Given fixtures) {
        given = fixtures;
        fixtures.reserve(2);
        blbId = fixtures.instance();
        path = "/v1/blb/" + blbId;
    }

    /** A write that cannot be done twice without a token, what it shows where, and another one like it. */
    record Write(String operation, String method, String path, String body, String other) implements OfOperation {
        @Override
        public String toString() {
            return operation;
        }
    }

    static Stream<Write> writes() {
        return Stream.of(
                new Write("CreateBlbTcpListener", "POST", "/TCPlistener", listener(1), listener(101)),
                new Write("CreateBlbUdpListener", "POST", "/UDPlistener", udp(2), udp(102)),
                new Write("CreateBlbHttpListener", "POST", "/HTTPlistener", listener(3), listener(103)),
                new Write("AddBlbServer", "POST", "/backendserver", server("{0}"), server("{1}")),
                new Write(
                        "DeleteBlbListener",
                        "PUT",
                        "/listener?batchdelete",
                        "{\"portList\":[6]}",
                        "{\"portList\":[7]}"),
                new Write(
                        "DeleteBlbServer",
                        "PUT",
                        "/backendserver",
                        "{\"backendServerList\":[\"{2}\"]}",
                        "{\"backendServerList\":[\"{3}\"]}"));
    }

    private static String listener(int port) {
        return "{\"listenerPort\":" + port + ",\"backendPort\":80,\"scheduler\":\"RoundRobin\"}";
    }

    private static String udp(int port) {
        return "{\"listenerPort\":" + port + ",\"backendPort\":80,\"scheduler\":\"Hash\",\"healthCheckString\":\"x\"}";
    }

    private static String server(String machine) {
        return "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\"}]}";
    }

    private String filled(String body) {
        String text = body;
        for (int i = 0; i < 4; i++) {
            text = text.replace("{" + i + "}", given.settings().machines().get(i));
        }
        return text;
    }

    private Answer send(Write write, String body, String token) {
        String target = path + write.path();
        return given.cloud()
                .send(
                        write.method(),
                        target + (target.contains("?") ? "&" : "?") + "clientToken=" + token,
                        filled(body));
    }

    @ParameterizedTest(name = "{0}: the same request with the same token succeeds again and has one effect")
    @MethodSource("writes")
    @Covers(Axis.IDEMPOTENCY)
    @Evidence(value = Source.DOCS, at = "[bce-spec] idempotency by client token")
    void theSameRequestWithTheSameTokenHasOneEffect(Write write) {
        needs(write);
        String token = RunId.uniqueToken();
        String first = send(write, write.body(), token).ok().exchange().answer();
        // The repetition comes before the state check: it must not meet LastOperationNotFinished.
        assertThat(send(write, write.body(), token).ok().exchange().answer()).isEqualTo(first);
        given.settle(blbId);

        Answer withoutToken = given.cloud().send(write.method(), path + write.path(), filled(write.body()));
        assertThat(withoutToken.status()).as("a third time without a token").isBetween(400, 404);
    }

    @ParameterizedTest(name = "{0}: another request with the same token is IdempotentParameterMismatch")
    @MethodSource("writes")
    @Covers(Axis.IDEMPOTENCY)
    @Evidence(value = Source.DOCS, at = "[doc:error-code] IdempotentParameterMismatch 403")
    void anotherRequestWithTheSameTokenIsRefused(Write write) {
        needs(write);
        String token = RunId.uniqueToken();
        Answer first = send(write, write.body(), token);
        given.settle(blbId);
        if (first.status() != 200) {
            // The other test has done it; what is there is as good.
            first = send(write, write.other(), token).ok();
            given.settle(blbId);
            Expect.refused(send(write, write.body(), token), 403, "IdempotentParameterMismatch");
        } else {
            Expect.refused(send(write, write.other(), token), 403, "IdempotentParameterMismatch");
        }
    }

    // What a removal takes away must be there first.
    private void needs(Write write) {
        if (write.operation().equals("DeleteBlbListener")) {
            for (int port : new int[] {6, 7}) {
                given.cloud().post(path + "/TCPlistener", listener(port));
                given.settle(blbId);
            }
        }
        if (write.operation().equals("DeleteBlbServer")) {
            for (String machine : List.of("{2}", "{3}")) {
                given.cloud().post(path + "/backendserver", filled(server(machine)));
                given.settle(blbId);
            }
        }
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "CreateBlb")
    @Evidence(value = Source.DOCS, at = "[bce-spec] a create gives the same id again")
    void aRepeatedCreateGivesTheSameInstance() {
        String body = given.createBody();
        String token = RunId.uniqueToken();
        Answer first = given.cloud().post("/v1/blb?clientToken=" + token, body).ok();
        given.remember(first.text("/blbId"));
        Answer second = given.cloud().post("/v1/blb?clientToken=" + token, body).ok();

        assertThat(second.text("/blbId")).isEqualTo(first.text("/blbId"));
        assertThat(second.json()).isEqualTo(first.json());
        JsonNode named = given.cloud()
                .get("/v1/blb?exactlyMatch=true&name=" + first.text("/name"))
                .ok()
                .json();
        assertThat(named.path("blbList")).hasSize(1);
        Expect.refused(
                given.cloud().post("/v1/blb?clientToken=" + token, given.createBody()),
                403,
                "IdempotentParameterMismatch");
        given.settle(first.text("/blbId"));
        given.cloud().delete("/v1/blb/" + first.text("/blbId")).ok();
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "UpdateBlb")
    @Evidence(value = Source.DOCS, at = "[bce-spec] URL, query and body are compared")
    void theTokenOfOneOperationIsNotGoodForAnother() {
        String token = RunId.uniqueToken();
        given.change(blbId, "PUT", path + "?clientToken=" + token, "{\"desc\":\"one\"}");
        Expect.refused(
                given.cloud().put("/v1/blb/acl/" + blbId + "?clientToken=" + token, "{\"supportAcl\":true}"),
                403,
                "IdempotentParameterMismatch");
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "UpdateBlb")
    @Evidence(value = Source.ASSUMED, at = "[m29] bodies are compared as JSON, not byte by byte")
    void theOrderOfMembersDoesNotMatter() {
        String token = RunId.uniqueToken();
        String before = "{\"desc\":\"x\",\"allowDelete\":true}";
        given.change(blbId, "PUT", path + "?clientToken=" + token, before);
        given.cloud()
                .put(path + "?clientToken=" + token, "{ \"allowDelete\" : true , \"desc\" : \"x\" }")
                .ok();
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "UpdateBlb")
    @Evidence(value = Source.ASSUMED, at = "[m7] a refused request does not use up its token")
    void aRefusedRequestDoesNotUseUpItsToken() {
        String token = RunId.uniqueToken();
        Expect.refused(given.cloud().put(path + "?clientToken=" + token, "{\"name\":\"!\"}"), 400, "InvalidParameter");
        given.change(blbId, "PUT", path + "?clientToken=" + token, "{\"desc\":\"good\"}");
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "UpdateBlb")
    @Evidence(value = Source.META, at = "clientToken is optional")
    void withoutATokenEachRequestCounts() {
        given.change(blbId, "PUT", path, "{\"desc\":\"first\"}");
        given.change(blbId, "PUT", path, "{\"desc\":\"second\"}");
        assertThat(given.cloud().get(path).text("/desc")).isEqualTo("second");
    }

    @ParameterizedTest(name = "a token of {0} characters")
    @ValueSource(ints = {32, 64, 65, 200})
    @Covers(value = Axis.PARAMETERS, operations = "UpdateBlb")
    @Evidence(value = Source.META, at = "clientToken: at most 64 characters; the code is assumed [m7]")
    void aTokenHasAtMostSixtyFourCharacters(int length) {
        String token = (RunId.uniqueToken().replace("-", "") + "x".repeat(200)).substring(0, length);
        String body = "{\"desc\":\"token " + length + "\"}";
        if (length <= 64) {
            given.change(blbId, "PUT", path + "?clientToken=" + token, body);
            assertThat(given.cloud().get(path).text("/desc")).isEqualTo("token " + length);
        } else {
            Expect.refused(given.cloud().put(path + "?clientToken=" + token, body), 400, "InvalidParameter");
        }
    }
}
