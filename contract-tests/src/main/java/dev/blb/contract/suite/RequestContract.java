package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.evidence.AnswerIsSubject;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.suite.Scene.Request;
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Given;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for a request to any operation: signature, path, body, the instance that it names, the form of answers. */
@Contract
class RequestContract {
    private static final String NOBODY = "lb-0000nope";

    private Scene scene;
    private Cloud cloud;

    @BeforeEach
    void prepare(Given given) {
        scene = Scene.of(given);
        cloud = given.cloud();
    }

    static Stream<Op> operations() {
        return Catalogue.operations();
    }

    static Stream<Op> operationsOnAnInstance() {
        return Catalogue.operations().filter(Op::isAboutAnInstance);
    }

    static Stream<Op> operationsWithABody() {
        return Catalogue.operations().filter(Op::hasBody);
    }

    static Stream<Op> reads() {
        return Catalogue.operations().filter(op -> op.method().equals("GET"));
    }

    @ParameterizedTest(name = "{0} of an instance that is not there is InstanceNotFound", allowZeroInvocations = true)
    @CaseSource("operationsOnAnInstance")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:error-code] InstanceNotFound 404")
    void anInstanceThatIsNotThereIsNotFound(Op op) {
        Request request = scene.request(op);
        request.id = NOBODY;

        assertThat(Expect.refused(request.send(), 404, "InstanceNotFound").text("/message"))
                .contains(NOBODY);
    }

    @ParameterizedTest(name = "{0} refuses a body that is no JSON with MalformedJSON", allowZeroInvocations = true)
    @CaseSource("operationsWithABody")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:error-code] MalformedJSON 400")
    void aBodyThatIsNoJsonIsMalformed(Op op) {
        Expect.refused(scene.request(op).send("{"), 400, "MalformedJSON");
    }

    @ParameterizedTest(name = "{0} refuses a list for a body with InappropriateJSON", allowZeroInvocations = true)
    @CaseSource("operationsWithABody")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:error-code] InappropriateJSON 400")
    void aBodyThatIsAListIsInappropriate(Op op) {
        Expect.refused(scene.request(op).send("[]"), 400, "InappropriateJSON");
    }

    @ParameterizedTest(name = "{0} without a signature is AccessDenied", allowZeroInvocations = true)
    @CaseSource("operations")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:error-code] AccessDenied 403")
    void aRequestWithoutASignatureIsDenied(Op op) {
        Request request = scene.request(op);

        Expect.refused(cloud.send(op.method(), request.path(), request.bodyText(), Map.of()), 403, "AccessDenied");
    }

    @ParameterizedTest(name = "{0} signed with a wrong secret is SignatureDoesNotMatch", allowZeroInvocations = true)
    @CaseSource("operations")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:error-code] SignatureDoesNotMatch 400")
    void aWrongSecretIsASignatureThatDoesNotMatch(Op op) {
        Request request = scene.request(op);
        Cloud stranger = cloud.as(cloud.accessKey(), "not-the-secret-of-this-key");

        Expect.refused(stranger.send(op.method(), request.path(), request.bodyText()), 400, "SignatureDoesNotMatch");
    }

    @ParameterizedTest(name = "{0} under a later version is InvalidVersion", allowZeroInvocations = true)
    @CaseSource("operations")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:error-code] InvalidVersion 404")
    void aLaterVersionIsInvalid(Op op) {
        Request request = scene.request(op);

        Expect.refused(
                cloud.send(op.method(), request.path().replaceFirst("/v1/", "/v9/"), request.bodyText()),
                404,
                "InvalidVersion");
    }

    @ParameterizedTest(
            name = "{0}: the answer carries a request id and is uncompressed JSON of known length",
            allowZeroInvocations = true)
    @CaseSource("reads")
    @Covers(Axis.ANSWER)
    @Evidence(value = Source.SDK, at = "what the official SDKs can read [b11][b17][b18]")
    void headersOfAnswers(Op op) {
        Map<String, String> headers = scene.request(op).send().ok().headers();

        assertThat(headers).containsKey("x-bce-request-id").doesNotContainKeys("content-encoding", "transfer-encoding");
        assertThat(headers.get("content-type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
    }

    @ParameterizedTest(name = "an unknown path is InvalidURI: {0} {1}")
    @CsvSource({
        "GET, /v1/blb/lb-1/nothing",
        "GET, /v1/blb/lb-1/TCPlistener/80",
        "GET, /v1/blb/lb-1/tcplistener",
        "GET, /v1/nothing",
        "POST, /v1/blb/lb-1/listener",
        "DELETE, /v1/blb/lb-1/backendserver",
        "PATCH, /v1/blb/lb-1",
        "DELETE, /v1/blb",
        "PUT, /v1/blb",
        "PUT, /v1/blb/lb-1/securitygroup",
        "PUT, /v1/blb/lb-1/listener",
        "POST, /v1/blb/lb-1"
    })
    @Covers(value = Axis.REFUSALS, operations = "DescribeBlb")
    @Evidence(value = Source.ASSUMED, at = "[m18] 404 or 405 would be as plausible")
    void anUnknownPathIsInvalid(String method, String path) {
        Expect.refused(cloud.send(method, path, method.equals("GET") ? "" : "{}"), 400, "InvalidURI");
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "DescribeBlbs")
    @Evidence(value = Source.DOCS, at = "[doc:error-code] InvalidAccessKeyId 403")
    void anUnknownAccessKeyIsInvalid() {
        Cloud stranger = cloud.as("nobodys-access-key", "secret");

        Expect.refused(stranger.get("/v1/blb"), 403, "InvalidAccessKeyId");
    }

    @ParameterizedTest(name = "a malformed Authorization header is InvalidHTTPAuthHeader: {0}")
    @ValueSource(
            strings = {
                "Basic eA==",
                "bce-auth-v1/key",
                "bce-auth-v1/key/2024-01-01T00:00:00Z/x/host/00",
                "bce-auth-v2/key/2024-01-01T00:00:00Z/1800/host/00",
                "bce-auth-v1/key/yesterday/1800/host/00"
            })
    @Covers(value = Axis.REFUSALS, operations = "DescribeBlbs")
    @Evidence(value = Source.DOCS, at = "[doc:error-code] InvalidHTTPAuthHeader 400")
    void aMalformedAuthorizationHeaderIsInvalid(String header) {
        Expect.refused(cloud.send("GET", "/v1/blb", "", Map.of("Authorization", header)), 400, "InvalidHTTPAuthHeader");
    }

    @ParameterizedTest(name = "a signature of {0} is RequestExpired")
    @ValueSource(strings = {"-PT1H", "PT1H", "-P1D"})
    @Covers(value = Axis.REFUSALS, operations = "DescribeBlbs")
    @Evidence(value = Source.DOCS, at = "[doc:error-code] RequestExpired 400")
    @AnswerIsSubject("RequestExpired")
    void aSignatureOfAnotherTimeHasExpired(String age) {
        Instant then = cloud.clock().instant().plus(Duration.parse(age)).truncatedTo(ChronoUnit.SECONDS);
        String header = "bce-auth-v1/" + cloud.accessKey() + "/" + then + "/1800/host/" + "0".repeat(64);

        Expect.refused(
                cloud.send("GET", "/v1/blb", "", Map.of("Authorization", header, "x-bce-date", then.toString())),
                400,
                "RequestExpired");
    }

    @ParameterizedTest(name = "a flag counts by its presence: {0}")
    @ValueSource(strings = {"batchdelete", "batchdelete=", "batchdelete=true"})
    @Covers(value = Axis.DRIVEN, operations = "DeleteBlbListener")
    @Evidence(value = Source.SDK, at = "[l22] some SDKs send an equals sign, some do not")
    void aFlagCountsByItsPresence(String flag) {
        Expect.refused(
                cloud.put("/v1/blb/" + scene.blbId() + "/listener?" + flag, "{\"portList\":[1]}"),
                404,
                "ListenerNotFound");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "UpdateBlb")
    @Evidence(value = Source.DOCS, at = "[doc:interface-spec] members that are not known are ignored")
    void membersThatAreNotKnownAreIgnored() {
        scene.given()
                .change(scene.blbId(), "PUT", "/v1/blb/" + scene.blbId(), "{\"desc\":\"known\",\"unknownMember\":{}}");

        scene.given()
                .eventually(() -> assertThat(
                                cloud.get("/v1/blb/" + scene.blbId()).ok().text("/desc"))
                        .isEqualTo("known"));
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "DescribeBlbs")
    @Evidence(value = Source.DOCS, at = "[doc:interface-spec] each request has an id of its own")
    void everyRequestHasAnIdOfItsOwn() {
        assertThat(cloud.get("/v1/blb").headers().get("x-bce-request-id"))
                .isNotEqualTo(cloud.get("/v1/blb").headers().get("x-bce-request-id"));
    }
}
