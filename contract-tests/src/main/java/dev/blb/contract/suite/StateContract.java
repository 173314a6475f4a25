package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.suite.Catalogue.Op;
import dev.blb.contract.suite.Scene.Request;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** States of an instance: what is refused in which, and what is always answered. */
@Contract
class StateContract {
    private static final Set<String> STATES = Set.of("creating", "available", "updating", "paused", "unavailable");

    private Scene scene;

    @BeforeAll
    void prepare(Given given) {
        scene = new Scene(given);
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

    @ParameterizedTest(name = "{0} of a paused instance is ServiceBlocked")
    @MethodSource("writesOnAnInstance")
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

    @ParameterizedTest(name = "{0} of an unavailable instance answers")
    @MethodSource("readsOfAnInstance")
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

    @ParameterizedTest(name = "after {0} the instance is updating or done, shows the new content and takes reads")
    @ValueSource(strings = {"UpdateBlb", "UpdateBlbAcl", "UpdateBlbServer", "UpdateBlbTcpListener"})
    @Covers(
            value = Axis.STATES,
            operations = {"UpdateBlb", "UpdateBlbAcl", "UpdateBlbServer", "UpdateBlbTcpListener"})
    @Evidence(value = Source.DOCS, at = "[doc:interface-spec] writes are asynchronous, queries are not affected")
    void aWriteIsSeenAtOnceAndSettles(String operation) {
        Request request = scene.request(Catalogue.operation(operation));
        request.send().ok();
        String status =
                scene.given().cloud().get("/v1/blb/" + scene.blbId()).ok().text("/status");
        assertThat(status).isIn(STATES).isIn("updating", "available");
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
    void aWriteWhileUpdatingIsRefusedOrTheFirstHasSettled() {
        String path = "/v1/blb/" + scene.blbId();
        scene.given().cloud().put(path, "{\"desc\":\"one\"}").ok();
        Answer second = scene.given().cloud().put(path, "{\"desc\":\"two\"}");
        scene.given().settle(scene.blbId());

        String shown = scene.given().cloud().get(path).text("/desc");
        if (second.status() == 200) {
            assertThat(shown).isEqualTo("two");
        } else {
            Expect.refused(second, 409, "LastOperationNotFinished");
            assertThat(shown).isEqualTo("one");
        }
    }

    @Test
    @Covers(value = Axis.STATES, operations = "UpdateBlbModifyProtection")
    @Evidence(value = Source.ASSUMED, at = "[m27] protection is no property of the data plane")
    void protectionDoesNotMoveTheInstance() {
        scene.given()
                .cloud()
                .put("/v1/blb/modification_protection/" + scene.blbId(), "{\"allowModify\":true}")
                .ok();
        assertThat(scene.given().cloud().get("/v1/blb/" + scene.blbId()).text("/status"))
                .isEqualTo("available");
    }
}
