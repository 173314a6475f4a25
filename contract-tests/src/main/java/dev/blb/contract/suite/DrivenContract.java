package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.evidence.Smoke;
import dev.blb.contract.suite.Scene.Request;
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;

/** Every operation but orders with a request that is valid, repeated with its client token, and as another account. */
@Contract
class DrivenContract {
    private Scene scene;

    @BeforeEach
    void prepare(Given given) {
        scene = Scene.of(given);
    }

    static Stream<Op> operations() {
        return Catalogue.operations().filter(op -> !op.isOrder() && !op.id().matches("(Create|Release)Blb"));
    }

    static Stream<Op> writes() {
        return operations().filter(Op::writes);
    }

    static Stream<Op> operationsOnAnInstance() {
        return Catalogue.operations().filter(Op::isAboutAnInstance);
    }

    @ParameterizedTest(name = "{0} succeeds", allowZeroInvocations = true)
    @CaseSource("operations")
    @Smoke
    @Covers(Axis.DRIVEN)
    @Evidence(value = Source.META, at = "the operation, with what is required")
    void aValidRequestSucceeds(Op op) {
        scene.add(op);

        Answer answer = scene.request(op).send().ok();

        if (op.answersNothing()) {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().get("content-length")).isEqualTo("0");
        }
        if (op.writes()) {
            scene.given().cleanUp(() -> scene.restore(op));
        }
    }

    @ParameterizedTest(
            name =
                    "{0} repeated with its client token of 64 characters answers the same; another request, or 65, is refused",
            allowZeroInvocations = true)
    @CaseSource("writes")
    @Covers(Axis.IDEMPOTENCY)
    @Evidence(value = Source.DOCS, at = "[bce-spec] idempotency by client token; URL, query and body are compared")
    void aWriteIsRepeatedWithItsToken(Op op) {
        scene.add(op);
        Request request = scene.request(op);
        String token = RunId.longestToken();
        request.query.put("clientToken", token + "x");
        Expect.refused(request.send(), 400, "InvalidParameter");
        request.query.put("clientToken", token);

        Answer first = request.send().ok();
        Answer again = request.send().ok();
        request.body.put("anotherMember", true);
        Answer other = request.send();

        scene.given().cleanUp(() -> scene.restore(op));
        assertThat(again.body()).isEqualTo(first.body());
        Expect.refused(other, 403, "IdempotentParameterMismatch");
    }

    @ParameterizedTest(name = "{0} of another account''s instance is InstanceNotFound", allowZeroInvocations = true)
    @CaseSource("operationsOnAnInstance")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:interface-spec] resources belong to an account")
    @EmulatorOnly("it takes a second account")
    void anotherAccountsInstanceIsNotFound(Op op) {
        Request request = scene.request(op);
        Given given = scene.given();
        Cloud stranger = given.cloud().as("emulator-contract-other", given.secretOfAnyAccount());
        String before = scene.snapshot(op);

        Expect.refused(stranger.send(op.method(), request.path(), request.bodyText()), 404, "InstanceNotFound");
        given.eventually(() -> assertThat(scene.snapshot(op)).isEqualTo(before));
        assertThat(stranger.get("/v1/blb").ok().body()).doesNotContain(scene.blbId());
    }
}
