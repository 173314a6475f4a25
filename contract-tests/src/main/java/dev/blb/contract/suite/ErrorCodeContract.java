package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.OfOperation;
import dev.blb.contract.evidence.AnswerIsSubject;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.evidence.Smoke;
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;

/** Every error code that calls of the API alone can provoke: its status, and what its message says. */
@Contract
class ErrorCodeContract {
    /** Codes that no call of the suite can provoke, and why; they are documented all the same. */
    static final Map<String, String> NOT_PROVOKED = new TreeMap<>(Map.of(
            "EipUnbindFailed", "the release of an EIP must fail inside the service",
            "InstanceCreationFailed",
                    "the subnet must be full: on the cloud the user of a run may make no subnet to fill",
            "InternalError", "the service must fail",
            "LastOperationNotFinished", "only while a write has not settled: StateContract takes either answer",
            "OptInRequired", "the account must not have subscribed",
            "PreconditionFailed", "no operation knows If-Match",
            "RealNameAuthenticationRequired", "the account must not be verified",
            "ServerRequired", "the account must own no machine",
            "ServiceBlocked", "the account must be in arrears; an emulator pauses an instance: StateContract"));

    private static final String NOBODY = "lb-0000nope";

    private Given given;
    private Scene scene;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        scene = Scene.of(fixtures);
    }

    /** Provokes an error. */
    private interface Provocation {
        Answer send(Cloud cloud, String path, Scene scene);
    }

    /**
     * An error and what provokes it.
     *
     * @param message what the message contains; the published text where there is one
     */
    private record Refusal(String operation, String code, int status, String message, Provocation provocation)
            implements OfOperation {
        @Override
        public String toString() {
            return code + " has status " + status + " and says: " + message;
        }
    }

    static Stream<Refusal> refusals() {
        return Stream.of(
                of(
                        "DescribeBlbs",
                        "AccessDenied",
                        403,
                        "Access denied.",
                        (cloud, path, scene) -> cloud.send("GET", "/v1/blb", "", Map.of())),
                of(
                        "DescribeBlbs",
                        "InvalidHTTPAuthHeader",
                        400,
                        "authorization header",
                        (cloud, path, scene) ->
                                cloud.send("GET", "/v1/blb", "", Map.of("Authorization", "bce-auth-v1/key"))),
                of(
                        "DescribeBlbs",
                        "InvalidAccessKeyId",
                        403,
                        "Access Key ID",
                        (cloud, path, scene) ->
                                cloud.as("nobodys-access-key", "secret").get("/v1/blb")),
                of(
                        "DescribeBlbs",
                        "SignatureDoesNotMatch",
                        400,
                        "signature we calculated",
                        (cloud, path, scene) -> cloud.as(cloud.accessKey(), "not-the-secret-of-this-key")
                                .get("/v1/blb")),
                of(
                        "DescribeBlbs",
                        "RequestExpired",
                        400,
                        "Request has expired.",
                        (cloud, path, scene) -> expired(cloud)),
                of("DescribeBlbs", "InvalidURI", 400, "URI", (cloud, path, scene) -> cloud.get("/v1/nothing")),
                of("DescribeBlbs", "InvalidVersion", 404, "version", (cloud, path, scene) -> cloud.get("/v9/blb")),
                of(
                        "UpdateBlb",
                        "InvalidHTTPRequest",
                        400,
                        "body of your HTTP request",
                        (cloud, path, scene) -> notUnicode(cloud, path)),
                of("UpdateBlb", "MalformedJSON", 400, "not well-formed", (cloud, path, scene) -> cloud.put(path, "{")),
                of(
                        "UpdateBlb",
                        "InappropriateJSON",
                        400,
                        "not appropriate",
                        (cloud, path, scene) -> cloud.put(path, "{\"desc\":7}")),
                of(
                        "UpdateBlb",
                        "InvalidParameter",
                        400,
                        "name",
                        (cloud, path, scene) -> cloud.put(path, "{\"name\":\"!\"}")),
                of(
                        "UpdateBlbModifyProtection",
                        "MissingParameter",
                        400,
                        "allowModify",
                        (cloud, path, scene) -> cloud.put("/v1/blb/modification_protection/" + scene.blbId(), "{}")),
                of(
                        "UpdateBlb",
                        "IdempotentParameterMismatch",
                        403,
                        "same client token",
                        (cloud, path, scene) -> anotherWithTheSameToken(cloud, path, scene)),
                of(
                        "DescribeBlb",
                        "InstanceNotFound",
                        404,
                        NOBODY,
                        (cloud, path, scene) -> cloud.get("/v1/blb/" + NOBODY)),
                of(
                        "UpdateBlbTcpListener",
                        "ListenerNotFound",
                        404,
                        "listener does not exist",
                        (cloud, path, scene) -> cloud.put(path + "/TCPlistener?listenerPort=9", "{}")),
                of(
                        "CreateBlbTcpListener",
                        "ListenerAlreadyExist",
                        400,
                        "already exists",
                        (cloud, path, scene) ->
                                cloud.post(path + "/TCPlistener", Scene.listener(scene.given(), "TCP", Scene.TCP))),
                of(
                        "CreateBlbHttpListener",
                        "RedirectPortNotFound",
                        404,
                        "9",
                        (cloud, path, scene) -> cloud.post(
                                path + "/HTTPlistener",
                                "{\"listenerPort\":90,\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"redirectPort\":9}")),
                of(
                        "CreateBlbSslListener",
                        "CertificateNotFound",
                        404,
                        "cert-nobodys0001",
                        (cloud, path, scene) -> cloud.post(
                                path + "/SSLlistener",
                                "{\"listenerPort\":90,\"backendPort\":80,\"scheduler\":\"RoundRobin\","
                                        + "\"certIds\":[\"cert-nobodys0001\"]}")),
                of(
                        "DeleteBlbServer",
                        "BackendServerNotFound",
                        404,
                        "backend server does not exist",
                        (cloud, path, scene) -> cloud.put(
                                path + "/backendserver", "{\"backendServerList\":[\"" + machine(scene, 4) + "\"]}")),
                of(
                        "AddBlbServer",
                        "BackendServerAlreadyExist",
                        400,
                        "already exists",
                        (cloud, path, scene) -> cloud.post(
                                path + "/backendserver",
                                "{\"backendServerList\":[{\"instanceId\":\"" + machine(scene, 0) + "\"}]}")));
    }

    private static Refusal of(String operation, String code, int status, String message, Provocation provocation) {
        return new Refusal(operation, code, status, message, provocation);
    }

    private static String machine(Scene scene, int index) {
        return scene.given().settings().machines().get(index);
    }

    private static Answer expired(Cloud cloud) {
        var then = cloud.clock().instant().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        String header = "bce-auth-v1/" + cloud.accessKey() + "/" + then + "/1800/host/" + "0".repeat(64);
        return cloud.send("GET", "/v1/blb", "", Map.of("Authorization", header, "x-bce-date", then.toString()));
    }

    private static Answer notUnicode(Cloud cloud, String path) {
        String target = path + "?clientToken=not-unicode";
        byte[] body = "{\"desc\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
        return cloud.send("PUT", target, body, cloud.signature("PUT", target));
    }

    private static Answer anotherWithTheSameToken(Cloud cloud, String path, Scene scene) {
        String target = path + "?clientToken=" + RunId.uniqueToken();
        cloud.put(target, "{\"desc\":\"one\"}").ok();
        scene.given().settle(scene.blbId());
        return cloud.put(target, "{\"desc\":\"another\"}");
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @CaseSource("refusals")
    @Smoke
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.DOCS, at = "[doc:error-code]")
    @AnswerIsSubject("RequestExpired")
    void anErrorHasItsStatusAndMessage(Refusal refusal) {
        Answer answer = refusal.provocation().send(given.cloud(), "/v1/blb/" + scene.blbId(), scene);

        assertThat(Expect.refused(answer, refusal.status(), refusal.code()).text("/message"))
                .contains(refusal.message());
    }

    /** The codes of the catalogue that neither have a case here nor a reason why they cannot. */
    static List<String> forgotten() {
        List<String> provoked = Stream.concat(
                        refusals().map(Refusal::code), Stream.of("ListenerExceeded", "QuotaExceeded"))
                .toList();
        return Catalogue.operations()
                .flatMap(op -> op.errors().stream())
                .distinct()
                .filter(code -> !provoked.contains(code) && !NOT_PROVOKED.containsKey(code))
                .toList();
    }
}
