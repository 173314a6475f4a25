package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.evidence.AnswerIsSubject;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.suite.Scene.Request;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States of an instance: what is refused in which, and what is always answered. */
@Contract
class StateContract {
    private Scene scene;

    @BeforeEach
    void prepare(Given given) {
        scene = Scene.of(given);
    }

    static Stream<Op> writesOnAnInstance() {
        return Catalogue.operations()
                .filter(op -> op.isAboutAnInstance() && op.writes() && !op.id().equals("ReleaseBlb"));
    }

    static Stream<Op> readsOfAnInstance() {
        return Catalogue.operations()
                .filter(op -> op.isAboutAnInstance() && op.method().equals("GET"));
    }

    private void set(String status) {
        scene.given()
                .cloud()
                .send(
                        "PUT",
                        "/_blb/loadbalancers/" + scene.blbId() + "/status",
                        "{\"status\":\"" + status + "\"}",
                        Map.of())
                .ok();
    }

    @ParameterizedTest(name = "{0} of a paused instance is ServiceBlocked", allowZeroInvocations = true)
    @CaseSource("writesOnAnInstance")
    @Covers(Axis.STATES)
    @Evidence(value = Source.ASSUMED, at = "[m6] what is allowed while paused")
    @EmulatorOnly("no call of the real service pauses an instance")
    void aPausedInstanceTakesNoWrites(Op op) {
        Request request = scene.request(op);
        set("paused");
        Answer answer = request.send();
        set("available");
        Expect.refused(answer, 403, "ServiceBlocked");
    }

    @ParameterizedTest(name = "{0} of an unavailable instance answers", allowZeroInvocations = true)
    @CaseSource("readsOfAnInstance")
    @Covers(Axis.STATES)
    @Evidence(value = Source.DOCS, at = "[doc:interface-spec] queries are not affected by states")
    @EmulatorOnly("no call of the real service makes an instance unavailable")
    void anUnavailableInstanceIsStillShown(Op op) {
        Request request = scene.request(op);
        set("unavailable");
        Answer answer = request.send();
        set("available");
        answer.ok();
    }

    @ParameterizedTest(name = "the state {0} is shown in list and detail")
    @ValueSource(strings = {"paused", "unavailable", "available"})
    @Covers(
            value = Axis.STATES,
            operations = {"DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.DOCS, at = "[doc:appendix] states")
    @EmulatorOnly("no call of the real service sets a state")
    void aStateIsShownInListAndDetail(String status) {
        set(status);
        Answer detail = scene.given().cloud().get("/v1/blb/" + scene.blbId());
        Answer list = scene.given().cloud().get("/v1/blb?blbId=" + scene.blbId());
        set("available");
        assertThat(detail.text("/status")).isEqualTo(status);
        assertThat(list.text("/blbList/0/status")).isEqualTo(status);
    }

    @ParameterizedTest(name = "after {0} the instance is updating or done, takes reads, and settles")
    @ValueSource(strings = {"UpdateBlb", "UpdateBlbAcl", "UpdateBlbServer", "UpdateBlbTcpListener"})
    @Covers(
            value = Axis.STATES,
            operations = {"UpdateBlb", "UpdateBlbAcl", "UpdateBlbServer", "UpdateBlbTcpListener"})
    @Evidence(value = Source.DOCS, at = "[doc:interface-spec] writes are asynchronous, queries are not affected")
    void aWriteSettlesAndReadsAreAnsweredMeanwhile(String operation) {
        scene.request(Catalogue.operation(operation)).send().ok();
        String status =
                scene.given().cloud().get("/v1/blb/" + scene.blbId()).ok().text("/status");
        assertThat(status).isIn("updating", "available");
        for (String part : List.of("/listener", "/backendserver", "/securitygroup")) {
            scene.given().cloud().get("/v1/blb/" + scene.blbId() + part).ok();
        }
        scene.given().settle(scene.blbId());
    }

    @Test
    @Covers(
            value = Axis.STATES,
            operations = {"CreateBlb", "UpdateBlb"})
    @Evidence(value = Source.DOCS, at = "[doc:error-code] LastOperationNotFinished 409")
    @AnswerIsSubject("LastOperationNotFinished")
    void aWriteWhileUpdatingIsRefusedOrTheFirstHasSettled() {
        Given given = scene.given();
        String path = "/v1/blb/" + scene.blbId();
        Answer first = given.cloud().put(path, "{\"desc\":\"one\"}");
        Answer second = given.cloud().put(path, "{\"desc\":\"two\"}");
        given.settle(scene.blbId());

        for (Answer answer : List.of(first, second)) {
            if (answer.status() != 200) {
                Expect.refused(answer, 409, "LastOperationNotFinished");
            }
        }
        if (first.status() == 200) {
            String expected = second.status() == 200 ? "two" : "one";
            given.eventually(
                    () -> assertThat(given.cloud().get(path).ok().text("/desc")).isEqualTo(expected));
        }
    }

    @Test
    @Covers(value = Axis.STATES, operations = "UpdateBlbModifyProtection")
    @Evidence(value = Source.ASSUMED, at = "[m27] protection is no property of the data plane")
    void protectionDoesNotMoveTheInstance() {
        scene.given().settle(scene.blbId());
        scene.given()
                .cloud()
                .put("/v1/blb/modification_protection/" + scene.blbId(), "{\"allowModify\":true}")
                .ok();
        assertThat(scene.given().cloud().get("/v1/blb/" + scene.blbId()).text("/status"))
                .isEqualTo("available");
    }
}
