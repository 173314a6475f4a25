package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_BACKENDS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LISTENERS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api.Answer;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every error of the catalogue: a request that provokes it, or the reason why none is here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiErrorTest {
    private static final Map<ApiError, String> OUT_OF_REACH = Map.of(
            ApiError.SERVICE_UNAVAILABLE, "OutageTest provokes it by a full disk, OverloadTest by many slow bodies",
            ApiError.REAL_NAME_AUTHENTICATION_REQUIRED, "accounts are not persons",
            ApiError.SERVER_REQUIRED, "machines cannot run out",
            ApiError.OPT_IN_REQUIRED, "there is no subscription",
            ApiError.PRECONDITION_FAILED, "nothing has an ETag",
            ApiError.EIP_UNBIND_FAILED, "there is no EIP service that could fail",
            ApiError.INSTANCE_CREATION_FAILED, "InstanceStoreTest provokes it by filling a subnet",
            ApiError.INTERNAL_ERROR, "WebServerErrorsTest provokes it with a broken handler",
            ApiError.NOT_IMPLEMENTED, "every operation is built");

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Settings config = Settings.DEFAULTS
            .with(PORT, 0)
            .with(AUTH, AuthMode.PARSE)
            .with(QUOTA_LOAD_BALANCERS, 1)
            .with(QUOTA_LISTENERS, 1)
            .with(QUOTA_BACKENDS, 1);
    private final BlbEmulator emulator = BlbEmulator.start(config, clock);
    private final BlbEmulator verifying = BlbEmulator.start(config.with(AUTH, AuthMode.VERIFY), clock);
    private final BlbEmulator slow = BlbEmulator.start(config.with(SETTLE_DELAY, Duration.ofHours(1)), clock);
    private final Map<ApiError, Function<Api, Answer>> provocations = provocations();

    @AfterAll
    void stop() {
        emulator.close();
        verifying.close();
        slow.close();
    }

    @ParameterizedTest
    @EnumSource
    void isSentWithItsStatusCodeAndText(ApiError error) {
        Function<Api, Answer> provocation = provocations.get(error);
        if (provocation == null) {
            assertThat(OUT_OF_REACH).containsKey(error);
            return;
        }
        Answer answer = provocation.apply(Api.of(emulator)).refused(error.status(), error.code());

        assertThat(answer.message()).startsWith(error.documented());
    }

    @Test
    void nothingIsBothProvokedAndOutOfReach() {
        assertThat(provocations.keySet()).doesNotContainAnyElementsOf(OUT_OF_REACH.keySet());
    }

    private Map<ApiError, Function<Api, Answer>> provocations() {
        Map<ApiError, Function<Api, Answer>> all = new EnumMap<>(ApiError.class);
        all.put(ApiError.ACCESS_DENIED, api -> api.delete("/v1/blb/" + api.create("\"allowDelete\":false")));
        all.put(
                ApiError.INAPPROPRIATE_JSON,
                api -> api.post("/v1/blb", "{\"vpcId\":{},\"subnetId\":\"sbn-emulator0001\"}"));
        all.put(
                ApiError.INVALID_ACCESS_KEY_ID,
                api -> Api.of(verifying).as("nobody").get("/v1/blb"));
        all.put(
                ApiError.INVALID_HTTP_AUTH_HEADER,
                api -> api.send(HttpRequest.newBuilder(api.uri("/v1/blb")).header("Authorization", "Basic eA==")));
        all.put(ApiError.INVALID_HTTP_REQUEST, api -> api.post("/v1/blb", "x".repeat(1024 * 1024 + 1)));
        all.put(ApiError.INVALID_URI, api -> api.get("/v1/blb/lb-00000000/nothing"));
        all.put(ApiError.MALFORMED_JSON, api -> api.post("/v1/blb", "{"));
        all.put(ApiError.INVALID_VERSION, api -> api.get("/v7/blb"));
        all.put(
                ApiError.REQUEST_EXPIRED,
                api -> Api.of(verifying)
                        .send(HttpRequest.newBuilder(api.uri("/v1/blb").resolve(verifying.baseUri() + "/v1/blb"))
                                .header(
                                        "Authorization",
                                        "bce-auth-v1/emulator-1/2025-12-31T00:00:00Z/1800/host/" + "0".repeat(64))));
        all.put(ApiError.IDEMPOTENT_PARAMETER_MISMATCH, api -> {
            api.post("/v1/blb?clientToken=t", place("")).ok();
            return api.post("/v1/blb?clientToken=t", place(",\"name\":\"other\""));
        });
        all.put(ApiError.SIGNATURE_DOES_NOT_MATCH, api -> Api.of(verifying).get("/v1/blb"));
        all.put(ApiError.INSTANCE_NOT_FOUND, api -> api.get("/v1/blb/lb-00000000"));
        all.put(
                ApiError.LISTENER_NOT_FOUND,
                api -> api.put("/v1/blb/" + api.create() + "/listener?batchdelete", "{\"portList\":[80]}"));
        all.put(
                ApiError.BACKEND_SERVER_NOT_FOUND,
                api -> api.put("/v1/blb/" + api.create() + "/backendserver", "{\"backendServerList\":[\"i-9\"]}"));
        all.put(ApiError.LISTENER_ALREADY_EXIST, api -> {
            String id = api.create();
            api.createTcp(id, 80);
            return api.post("/v1/blb/" + id + "/TCPlistener", Api.tcp(80));
        });
        all.put(ApiError.BACKEND_SERVER_ALREADY_EXIST, api -> {
            String path = "/v1/blb/" + api.create() + "/backendserver";
            api.post(path, "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}").ok();
            return api.post(path, "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}");
        });
        all.put(ApiError.LAST_OPERATION_NOT_FINISHED, api -> {
            Api slowly = Api.of(slow);
            return slowly.put("/v1/blb/" + slowly.create(), "{\"name\":\"b\"}");
        });
        all.put(ApiError.QUOTA_EXCEEDED, api -> {
            api.create();
            return api.post("/v1/blb", place(""));
        });
        all.put(ApiError.LISTENER_EXCEEDED, api -> {
            String id = api.create();
            api.createTcp(id, 80);
            return api.post("/v1/blb/" + id + "/TCPlistener", Api.tcp(81));
        });
        all.put(ApiError.SERVICE_BLOCKED, api -> {
            String id = api.create();
            api.put("/_blb/loadbalancers/" + id + "/status", "{\"status\":\"paused\"}")
                    .ok();
            return api.put("/v1/blb/" + id, "{\"name\":\"b\"}");
        });
        all.put(ApiError.MISSING_PARAMETER, api -> api.post("/v1/blb", "{}"));
        all.put(ApiError.INVALID_PARAMETER, api -> api.get("/v1/blb?type=ipv5"));
        all.put(
                ApiError.REDIRECT_PORT_NOT_FOUND,
                api -> api.post(
                        "/v1/blb/" + api.create() + "/HTTPlistener",
                        "{\"listenerPort\":80,\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"redirectPort\":443}"));
        all.put(ApiError.CERTIFICATE_NOT_FOUND, api -> {
            api.put("/_blb/accounts/" + api.account() + "/settings", "{\"references\":\"strict\"}")
                    .ok();
            return api.post(
                    "/v1/blb/" + api.create() + "/SSLlistener",
                    "{\"listenerPort\":465,\"backendPort\":25,\"scheduler\":\"RoundRobin\",\"certIds\":[\"cert-9\"]}");
        });
        return all;
    }

    private static String place(String more) {
        return "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"" + more + "}";
    }
}
