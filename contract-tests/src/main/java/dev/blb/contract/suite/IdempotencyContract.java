package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.OfOperation;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client token: one effect and one answer for repeated requests, refusal of another request with the same token. */
@Contract
class IdempotencyContract {
    private Given given;
    private String blbId;
    private String path;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
        path = "/v1/blb/" + blbId;
    }

    @AfterEach
    void restore() {
        given.cleanUp(new Bare(given, blbId)::restore);
    }

    /** A write that cannot be carried out twice. */
    record Write(String operation, String method, String path, String body) implements OfOperation {
        @Override
        public String toString() {
            return operation;
        }
    }

    static Stream<Write> writes() {
        return Stream.of(
                new Write("CreateBlbTcpListener", "POST", "/TCPlistener", listener(1)),
                new Write("CreateBlbUdpListener", "POST", "/UDPlistener", udp(2)),
                new Write("CreateBlbHttpListener", "POST", "/HTTPlistener", listener(3)),
                new Write("AddBlbServer", "POST", "/backendserver", server("{0}")),
                new Write("DeleteBlbListener", "PUT", "/listener?batchdelete", "{\"portList\":[6]}"),
                new Write("DeleteBlbServer", "PUT", "/backendserver", "{\"backendServerList\":[\"{1}\"]}"));
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
        return body.replace("{0}", given.settings().machines().get(0))
                .replace("{1}", given.settings().machines().get(1));
    }

    private static String with(String target, String token) {
        return target + (target.contains("?") ? "&" : "?") + "clientToken=" + token;
    }

    @ParameterizedTest(
            name = "{0}: the same request with the same token has one effect, with another it is refused",
            allowZeroInvocations = true)
    @CaseSource("writes")
    @Covers(Axis.IDEMPOTENCY)
    @Evidence(value = Source.DOCS, at = "[bce-spec] idempotency by client token")
    void theSameRequestWithTheSameTokenHasOneEffect(Write write) {
        // What a removal takes away must be there first.
        if (write.operation().equals("DeleteBlbListener")) {
            given.listener(blbId, "TCP", listener(6));
        } else if (write.operation().equals("DeleteBlbServer")) {
            given.change(blbId, "POST", path + "/backendserver", filled(server("{1}")));
        }
        String target = with(path + write.path(), RunId.uniqueToken());

        String first = given.cloud()
                .send(write.method(), target, filled(write.body()))
                .ok()
                .body();
        // The repetition is recognised before the state is checked: it must not meet LastOperationNotFinished.
        assertThat(given.cloud()
                        .send(write.method(), target, filled(write.body()))
                        .ok()
                        .body())
                .isEqualTo(first);
        given.settle(blbId);

        Answer once = given.cloud().send(write.method(), path + write.path(), filled(write.body()));
        assertThat(once.status()).as("once more with another token").isBetween(400, 404);
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "CreateBlb")
    @Evidence(value = Source.DOCS, at = "[bce-spec] a create gives the same id again")
    @ResourceLock(Scene.OWN_INSTANCE)
    void aRepeatedCreateGivesTheSameInstance() {
        String body = given.createBody();
        String token = RunId.longestToken();
        Expect.refused(given.cloud().post("/v1/blb?clientToken=" + token + "x", body), 400, "InvalidParameter");
        Answer first = given.create(body, token).ok();
        Answer second = given.cloud().post("/v1/blb?clientToken=" + token, body).ok();
        if (!second.text("/blbId").equals(first.text("/blbId"))) {
            given.remember(second);
        }

        assertThat(second.json()).isEqualTo(first.json());
        given.eventually(() -> {
            JsonNode named = given.cloud()
                    .get("/v1/blb?exactlyMatch=true&name=" + first.text("/name"))
                    .ok()
                    .json();
            assertThat(named.path("blbList")).hasSize(1);
        });
        Answer other = given.cloud().post("/v1/blb?clientToken=" + token, given.createBody());
        given.remember(other);
        Expect.refused(other, 403, "IdempotentParameterMismatch");
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "UpdateBlb")
    @Evidence(value = Source.DOCS, at = "[bce-spec] URL, query and body are compared")
    void theTokenOfOneOperationIsNotGoodForAnother() {
        String token = RunId.uniqueToken();
        given.change(blbId, "PUT", with(path, token), "{\"desc\":\"one\"}");
        Expect.refused(
                given.cloud().put(with("/v1/blb/acl/" + blbId, token), "{\"supportAcl\":true}"),
                403,
                "IdempotentParameterMismatch");
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "UpdateBlb")
    @Evidence(value = Source.ASSUMED, at = "[m29] bodies are compared as JSON, not byte by byte")
    void theOrderOfMembersDoesNotMatter() {
        String token = RunId.uniqueToken();
        given.change(blbId, "PUT", with(path, token), "{\"desc\":\"x\",\"allowDelete\":true}");
        given.cloud()
                .put(with(path, token), "{ \"allowDelete\" : true , \"desc\" : \"x\" }")
                .ok();
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "UpdateBlb")
    @Evidence(value = Source.ASSUMED, at = "[m7] a refused request does not use up its token")
    void aRefusedRequestDoesNotUseUpItsToken() {
        String token = RunId.uniqueToken();
        Expect.refused(given.cloud().put(with(path, token), "{\"name\":\"!\"}"), 400, "InvalidParameter");
        given.change(blbId, "PUT", with(path, token), "{\"desc\":\"good\"}");
    }

    @Test
    @Covers(value = Axis.IDEMPOTENCY, operations = "UpdateBlb")
    @Evidence(value = Source.META, at = "clientToken is optional")
    void withoutATokenEachRequestCounts() {
        for (String desc : new String[] {"first", "second", "first"}) {
            given.cloud()
                    .withoutToken()
                    .put(path, "{\"desc\":\"" + desc + "\"}")
                    .ok();
            given.settle(blbId);
            showsDescription(desc);
        }
    }

    private void showsDescription(String desc) {
        given.eventually(
                () -> assertThat(given.cloud().get(path).ok().text("/desc")).isEqualTo(desc));
    }

    @ParameterizedTest(name = "a token of {0} characters")
    @ValueSource(ints = {32, 64, 65, 200})
    @Covers(value = Axis.PARAMETERS, operations = "UpdateBlb")
    @Evidence(value = Source.META, at = "clientToken: at most 64 characters; the code is assumed [m7]")
    void aTokenHasAtMostSixtyFourCharacters(int length) {
        String token = (RunId.uniqueToken().replace("-", "") + "x".repeat(200)).substring(0, length);
        String body = "{\"desc\":\"token " + length + "\"}";
        if (length <= 64) {
            given.change(blbId, "PUT", with(path, token), body);
            showsDescription("token " + length);
        } else {
            Expect.refused(given.cloud().put(with(path, token), body), 400, "InvalidParameter");
        }
    }
}
