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
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation once, with a request that is valid: it succeeds, and answers nothing where nothing is promised. */
@Contract
@Order(2)
class DrivenContract {
    private Scene scene;

    @BeforeAll
    void prepare(Given given) {
        given.reserve(2);
        scene = new Scene(given);
    }

    static Stream<Op> operations() {
        return Catalogue.operations();
    }

    static Stream<Op> operationsOnAnInstance() {
        return Catalogue.operations().filter(Op::isAboutAnInstance);
    }

    @ParameterizedTest(name = "{0} succeeds")
    @MethodSource("operations")
    @Covers(Axis.DRIVEN)
    @Evidence(value = Source.META, at = "the operation, with what is required")
    void aValidRequestSucceeds(Op op) {
        Request request = scene.request(op);
        String own = "";
        if (op.isOrder() || op.id().equals("ReleaseBlb")) {
            own = scene.given()
                    .instance(
                            op.id().matches("ResizeBlb|ReleaseBlb|BillingChangePostToPreBlb")
                                    ? "\"performanceLevel\":\"small1\""
                                    : "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}");
            request.id = own;
        }
        if (op.id().equals("BillingChangeCancelToPostBlb")) {
            scene.given().change(own, "POST", "/v1/blb/" + own + "/charge?action=TO_POSTPAY", "{}");
        }
        scene.add(op);

        Answer answer = request.send().ok();

        if (op.response().path("fields").isEmpty()) {
            assertThat(answer.exchange().answer()).isEmpty();
            assertThat(answer.headers().get("content-length")).isEqualTo("0");
        }
        if (op.id().equals("CreateBlb")) {
            own = answer.text("/blbId");
            scene.given().remember(own);
            scene.given().settle(own);
        }
        if (!own.isEmpty()) {
            scene.given().cloud().delete("/v1/blb/" + own);
        } else {
            scene.given().settle(scene.blbId());
            scene.restore(op);
        }
    }

    @ParameterizedTest(name = "{0} of another account''s instance is InstanceNotFound")
    @MethodSource("operationsOnAnInstance")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:interface-spec] resources belong to an account")
    @EmulatorOnly("it takes a second account")
    void anotherAccountsInstanceIsNotFound(Op op) {
        Request request = scene.request(op);
        Cloud stranger = new Cloud(
                scene.endpoint(), "emulator-contract-other", scene.given().secretOfAnyAccount());
        String before = scene.snapshot(op);

        Expect.refused(stranger.send(op.method(), request.path(), request.bodyText()), 404, "InstanceNotFound");
        assertThat(scene.snapshot(op)).isEqualTo(before);
        assertThat(stranger.send("GET", "/v1/blb", "", Map.of()).status()).isEqualTo(403);
        assertThat(stranger.get("/v1/blb").exchange().answer()).doesNotContain(scene.blbId());
    }
}
