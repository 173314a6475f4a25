package dev.blb.emulator.api;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_BACKENDS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LISTENERS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.Api.Answer;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.http.SignedHttp;
import dev.blb.emulator.settings.AuthMode;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every error of the catalogue: a request that provokes it, or the reason why none is here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiErrorTest {
    private static final Map<ApiError, String> OUT_OF_REACH = Map.ofEntries(
            Map.entry(
                    ApiError.SERVICE_UNAVAILABLE,
                    "OutageTest provokes it by a full disk, OverloadTest by many slow bodies"),
            Map.entry(ApiError.REAL_NAME_AUTHENTICATION_REQUIRED, "accounts are not persons"),
            Map.entry(ApiError.SERVER_REQUIRED, "machines cannot run out"),
            Map.entry(ApiError.OPT_IN_REQUIRED, "there is no subscription"),
            Map.entry(ApiError.PRECONDITION_FAILED, "nothing has an ETag"),
            Map.entry(ApiError.EIP_UNBIND_FAILED, "unbinding an EIP does not fail"),
            Map.entry(ApiError.INSTANCE_CREATION_FAILED, "InstanceStoreTest provokes it by filling a subnet"),
            Map.entry(ApiError.INTERNAL_ERROR, "WebServerErrorsTest provokes it with a broken handler"),
            Map.entry(ApiError.NOT_ALLOW_DELETE_VPC, "NetworkServicesTest provokes it with the default VPC"),
            Map.entry(ApiError.CERTIFICATE_IN_USE, "CertificateServiceTest provokes it with an uploaded certificate"));

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

    /** A request that is signed with a temporary key and lacks its session token. */
    private Answer withoutSessionToken(Api api) {
        SignedHttp owner = SignedHttp.of(verifying.baseUri(), api.account()).by(clock::instant);
        JsonNode key = owner.ok("POST", "/v1/sessionToken", "");
        SignedHttp session = owner.as(
                key.path("accessKeyId").asText(), key.path("secretAccessKey").asText(), "");
        return api.send(HttpRequest.newBuilder(verifying.baseUri().resolve("/v1/blb"))
                .header("Content-Type", "application/json")
                .header("Authorization", session.authorization("GET", "/v1/blb")));
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
        all.put(ApiError.INVALID_SESSION_TOKEN, this::withoutSessionToken);
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
        all.put(ApiError.NOT_IMPLEMENTED, api -> api.put("/v1/eip/203.0.113.10?direct", ""));
        neighbours(all);
        return all;
    }

    private static void neighbours(Map<ApiError, Function<Api, Answer>> all) {
        String bind = "{\"instanceType\":\"BCC\",\"instanceId\":\"i-emul0001\"}";
        String authorize = "/v2/securityGroup/g-emulator0002?authorizeRule";
        String rule = "{\"rule\":{\"direction\":\"ingress\",\"%s\":\"%s\"}}";
        all.put(ApiError.NO_SUCH_OBJECT, api -> api.get("/v1/vpc/vpc-none"));
        all.put(ApiError.NO_SUCH_ROUTE_TABLE, api -> route(api, "rt-none"));
        all.put(ApiError.ROUTE_RULE_REPEATED, api -> {
            route(api, table(api)).ok();
            return route(api, table(api));
        });
        all.put(ApiError.ROUTE_RULE_EXCEEDED, api -> {
            api.put(
                            "/_blb/world/vpcs/vpc-emulator0001?account=" + api.account(),
                            "{\"cidr\":\"172.16.0.0/12\",\"routeRules\":["
                                    + IntStream.range(0, 50)
                                            .mapToObj(i -> "{\"nexthopId\":\"i-1\",\"destinationAddress\":\"10.1." + i
                                                    + ".0/24\"}")
                                            .collect(Collectors.joining(","))
                                    + "]}")
                    .ok();
            return route(api, table(api));
        });
        all.put(ApiError.SUBNET_IN_USE, api -> {
            String vpcId = api.post("/v1/vpc", "{\"name\":\"v\",\"cidr\":\"10.0.0.0/16\"}")
                    .text("/vpcId");
            api.post(
                            "/v1/subnet",
                            "{\"name\":\"s\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"10.0.0.0/24\",\"vpcId\":\"" + vpcId
                                    + "\"}")
                    .ok();
            return api.delete("/v1/vpc/" + vpcId);
        });
        all.put(ApiError.NOT_ALLOW_OPERATE_SUBNET, api -> api.delete("/v1/subnet/sbn-emulator0001"));
        all.put(ApiError.EIP_NOT_FOUND, api -> api.delete("/v1/eip/203.0.113.99"));
        all.put(ApiError.EIP_STATUS_INVALID, api -> api.put("/v1/eip/203.0.113.10?unbind", ""));
        all.put(ApiError.INSTANCE_HAS_BOUND_EIP, api -> {
            api.put("/v1/eip/203.0.113.10?bind", bind).ok();
            return api.put("/v1/eip/203.0.113.11?bind", bind);
        });
        all.put(ApiError.OPERATION_DENIED, api -> {
            api.put("/v1/eip/203.0.113.10/deleteProtect", "{\"deleteProtect\":true}")
                    .ok();
            return api.delete("/v1/eip/203.0.113.10");
        });
        all.put(ApiError.BAD_REQUEST, api -> api.put(authorize, rule.formatted("protocol", "gre")));
        all.put(ApiError.RULE_PORT_INVALID, api -> api.put(authorize, rule.formatted("portRange", "x")));
        all.put(ApiError.RULE_PORT_ORDER_INVALID, api -> api.put(authorize, rule.formatted("portRange", "90-80")));
        all.put(ApiError.RULE_PORT_RANGE_INVALID, api -> api.put(authorize, rule.formatted("portRange", "0-9")));
        all.put(ApiError.RULE_CIDR_ADDRESS_ERROR, api -> api.put(authorize, rule.formatted("sourceIp", "1.2")));
        all.put(ApiError.RULE_DUPLICATED, api -> api.put(authorize, rule.formatted("protocol", "tcp")));
        all.put(ApiError.RULE_REMARK_TOO_LONG, api -> api.put(authorize, rule.formatted("remark", "x".repeat(201))));
        all.put(
                ApiError.RULE_NOT_EXIST,
                api -> api.put(authorize.replace("authorize", "revoke"), rule.formatted("portRange", "9")));
        all.put(ApiError.SECURITY_GROUP_IN_USE, api -> {
            String id = api.post("/v2/securityGroup", "{\"name\":\"web\"}").text("/securityGroupId");
            api.put("/v1/blb/" + api.create() + "/securitygroup?bind", "{\"securityGroupIds\":[\"" + id + "\"]}")
                    .ok();
            return api.delete("/v2/securityGroup/" + id);
        });
        all.put(ApiError.ESG_NOT_EXIST, api -> api.delete("/v1/enterprise/security/esg-none"));
        all.put(ApiError.ESG_RULE_NOT_EXIST, api -> api.delete("/v1/enterprise/security/rule/esgr-none"));
        all.put(ApiError.ESG_IN_USE, api -> {
            String id =
                    api.post("/v1/enterprise/security", "{\"name\":\"web\"}").text("/enterpriseSecurityGroupId");
            api.put(
                            "/v1/blb/" + api.create() + "/enterprise/securitygroup?bind",
                            "{\"enterpriseSecurityGroupIds\":[\"" + id + "\"]}")
                    .ok();
            return api.delete("/v1/enterprise/security/" + id);
        });
        enterpriseGroups(all);
        all.put(ApiError.BIND_INSTANCE_EXCEEDED_LIMIT, api -> {
            for (int i = 1; i <= 10; i++) {
                api.put("/v2/instance/i-emul0001?bind", "{\"securityGroupId\":\"g-" + i + "\"}")
                        .ok();
            }
            return api.put("/v2/instance/i-emul0001?bind", "{\"securityGroupId\":\"g-11\"}");
        });
        all.put(ApiError.START_INSTANCE_FORBIDDEN, api -> api.put("/v2/instance/i-emul0001?start", ""));
        all.put(ApiError.STOP_INSTANCE_FORBIDDEN, api -> {
            api.put("/v2/instance/i-emul0001?stop", "{}").ok();
            return api.put("/v2/instance/i-emul0001?stop", "{}");
        });
        all.put(ApiError.CERTIFICATE_UNKNOWN, api -> api.get("/v1/certificate/cert-none"));
    }

    private static void enterpriseGroups(Map<ApiError, Function<Api, Answer>> all) {
        String path = "/v1/enterprise/security";
        String group = "{\"name\":\"%s\",\"desc\":\"%s\"}";
        all.put(ApiError.ESG_EXCEED_QUOTA, api -> {
            String groups = IntStream.range(0, 200)
                    .mapToObj(i -> "{\"enterpriseSecurityGroupId\":\"esg-" + i + "\"}")
                    .collect(Collectors.joining(","));
            api.post("/_blb/seed?account=" + api.account(), "{\"enterpriseSecurityGroups\":[" + groups + "]}")
                    .ok();
            return api.post(path, group.formatted("web", ""));
        });
        all.put(ApiError.ESG_NAME_EMPTY, api -> api.post(path, "{}"));
        all.put(ApiError.ESG_NAME_TOO_LONG, api -> api.post(path, group.formatted("x".repeat(66), "")));
        all.put(ApiError.ESG_NAME_INVALID, api -> api.post(path, group.formatted("9!", "")));
        all.put(ApiError.ESG_NAME_DUPLICATE, api -> {
            api.post(path, group.formatted("web", "")).ok();
            return api.post(path, group.formatted("web", ""));
        });
        all.put(ApiError.ESG_DESC_TOO_LONG, api -> api.post(path, group.formatted("web", "x".repeat(201))));
        all.put(ApiError.ESG_RULE_REMARK_TOO_LONG, api -> enterpriseRule(api, "remark", "x".repeat(256)));
        all.put(ApiError.ESG_RULE_ACTION_EMPTY, api -> enterpriseRule(api, "action", ""));
        all.put(ApiError.ESG_RULE_ACTION_INVALID, api -> enterpriseRule(api, "action", "x"));
        all.put(ApiError.ESG_RULE_PROTOCOL_EMPTY, api -> enterpriseRule(api, "protocol", ""));
        all.put(ApiError.ESG_RULE_PROTOCOL_INVALID, api -> enterpriseRule(api, "protocol", "gre"));
        all.put(ApiError.ESG_RULE_ETHERTYPE_INVALID, api -> enterpriseRule(api, "ethertype", "IPv5"));
        all.put(ApiError.ESG_RULE_IP_ADDRESS_EMPTY, api -> enterpriseRule(api, "sourceIp", ""));
    }

    private static Answer enterpriseRule(Api api, String member, String value) {
        Map<String, String> rule = new TreeMap<>(Map.of(
                "direction", "ingress", "action", "allow", "ethertype", "IPv4", "protocol", "tcp", "sourceIp", "all"));
        rule.put(member, value);
        String members = rule.entrySet().stream()
                .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(","));
        return api.post("/v1/enterprise/security", "{\"name\":\"web\",\"rules\":[{\"priority\":1," + members + "}]}");
    }

    private static String table(Api api) {
        return api.get("/v1/route?vpcId=vpc-emulator0001").ok().text("/routeTableId");
    }

    private static Answer route(Api api, String table) {
        return api.post(
                "/v1/route/rule",
                "{\"routeTableId\":\"" + table + "\",\"sourceAddress\":\"0.0.0.0/0\","
                        + "\"destinationAddress\":\"10.0.0.0/24\",\"nexthopId\":\"i-emul0001\",\"nexthopType\":\"custom\"}");
    }

    private static String place(String more) {
        return "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"" + more + "}";
    }
}
