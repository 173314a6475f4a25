package dev.blb.emulator.http;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The setting {@code answers}: what {@code documented} leaves out, and that nothing else is missing or different. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(value = ExecutionMode.SAME_THREAD, reason = "the tests switch one account's setting")
class DocumentedAnswersTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);
    private final String path = "/v1/blb/"
            + api.create(
                    "\"layer4ClusterId\":\"c4\"",
                    "\"performanceLevel\":\"small1\"",
                    "\"tags\":[{\"tagKey\":\"k\",\"tagValue\":\"v\"}]");

    DocumentedAnswersTest() {
        int port = 80;
        for (String protocol : new String[] {"TCP", "UDP", "HTTP", "HTTPS", "SSL"}) {
            api.post(
                            path + "/" + protocol + "listener",
                            "{\"listenerPort\":" + port++
                                    + ",\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"healthCheckString\":\"\","
                                    + "\"certIds\":[\"cert-1\"],\"keepSession\":true}")
                    .ok();
        }
        api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}")
                .ok();
        api.put(path + "/securitygroup?bind", "{\"securityGroupIds\":[\"g-1\"]}")
                .ok();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    /** The members of an answer that {@code documented} leaves out; every other is the same in both. */
    private Set<String> leftOut(String of) {
        api.with("answers", "full");
        JsonNode full = api.get(of).ok().json();
        api.with("answers", "documented");
        JsonNode documented = api.get(of).ok().json();
        Set<String> leftOut = new TreeSet<>();
        compare("", full, documented, leftOut);
        return leftOut;
    }

    private static void compare(String at, JsonNode full, JsonNode documented, Set<String> leftOut) {
        if (full.isArray()) {
            assertThat(documented).as(at).hasSameSizeAs(full);
            for (int i = 0; i < full.size(); i++) {
                compare(at, full.get(i), documented.get(i), leftOut);
            }
        } else if (full.isObject()) {
            assertThat(documented.properties().stream().map(each -> each.getKey()))
                    .allMatch(full::has);
            full.properties().forEach(each -> {
                String name = (at + "." + each.getKey()).substring(at.isEmpty() ? 1 : 0);
                if (documented.has(each.getKey())) {
                    compare(name, each.getValue(), documented.get(each.getKey()), leftOut);
                } else {
                    leftOut.add(name);
                }
            });
        } else {
            assertThat(documented).as(at).isEqualTo(full);
        }
    }

    @Test
    void instances() {
        assertThat(leftOut("/v1/blb"))
                .containsExactly(
                        "blbList.layer4ClusterId",
                        "blbList.modificationProtectionReason",
                        "blbList.performanceLevel",
                        "blbList.type",
                        "blbList.underlayVip",
                        "nextMarker");
        assertThat(leftOut(path)).containsExactly("layer4ClusterId", "modificationProtectionReason");
        assertThat(leftOut("/v1/blb?name=none")).containsExactly("marker", "nextMarker");
        String body = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"allocateIpv6\":true}";
        assertThat(api.with("answers", "documented")
                        .post("/v1/blb?clientToken=d", body)
                        .ok()
                        .json()
                        .has("ipv6"))
                .isFalse();
        assertThat(api.with("answers", "full")
                        .post("/v1/blb?clientToken=f", body)
                        .ok()
                        .json()
                        .has("ipv6"))
                .isTrue();
    }

    @Test
    void emptyListsOfNeighbours() {
        assertThat(leftOut("/v1/appblb")).containsExactly("marker", "nextMarker");
        assertThat(leftOut("/v1/blbcluster?maxKeys=5")).containsExactly("marker", "nextMarker");
        assertThat(api.with("answers", "documented")
                        .get("/v1/blbcluster?maxKeys=5")
                        .ok()
                        .json()
                        .toString())
                .isEqualTo("{\"clusterList\":[],\"isTruncated\":false,\"maxKeys\":5}");
        assertThat(api.with("answers", "full").get("/v1/appblb").ok().json().toString())
                .isEqualTo(
                        "{\"blbList\":[],\"marker\":\"\",\"nextMarker\":null,\"isTruncated\":false,\"maxKeys\":1000}");
    }

    /** The titles of a schema, or of its alternatives; not those within them. */
    private static void titles(JsonNode schema, Set<String> titles) {
        if (schema.has("title")) {
            titles.add(schema.path("title").asText());
        } else {
            schema.path("anyOf").forEach(each -> titles(each, titles));
        }
    }

    /** An answer without an entry in the file stays whole, whoever knows its members. */
    @Test
    void everyAnswerHasItsMembersInTheFile() throws IOException {
        Set<String> answers = new TreeSet<>();
        api.get("/_blb/openapi.json")
                .ok()
                .json()
                .path("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.path("tags").path(0).asText().equals("BLB")) {
                        operation
                                .at("/responses/200/content")
                                .forEach(content -> titles(content.path("schema"), answers));
                    }
                }));
        Set<String> entries = new TreeSet<>();
        try (InputStream file = DocumentedAnswers.class.getResourceAsStream("/documented-answers.json")) {
            Json.of(new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8))
                    .fieldNames()
                    .forEachRemaining(entries::add);
        }
        entries.removeIf(name -> name.startsWith("/"));
        assertThat(answers).hasSizeGreaterThan(40);
        assertThat(answers)
                .as("operations with an answer; each needs an entry in documented-answers.json")
                .isSubsetOf(entries);
        assertThat(entries)
                .as("entries of documented-answers.json; each needs an operation with an answer")
                .isSubsetOf(answers);
    }

    @Test
    void networkAndEips() {
        assertThat(leftOut("/v1/eip?eip=203.0.113.10"))
                .containsExactly(
                        "eipList.clusterId",
                        "eipList.expireTime",
                        "eipList.instanceId",
                        "eipList.instanceType",
                        "eipList.shareGroupId",
                        "eipList.tags");
        assertThat(leftOut("/v1/eip?eip=203.0.113.99")).isEmpty();
        assertThat(leftOut("/v1/vpc/vpc-emulator0001"))
                .containsExactly(
                        "vpc.ipv6Cidr",
                        "vpc.subnets.availableUnreservedIp",
                        "vpc.subnets.ipv6Cidr",
                        "vpc.subnets.tags",
                        "vpc.tags");
        assertThat(leftOut("/v1/subnet/sbn-emulator0001"))
                .contains("subnet.availableUnreservedIp", "subnet.tags")
                .doesNotContain("subnet.availableIp", "subnet.cidr");
        assertThat(leftOut("/v1/certificate")).isEmpty();
    }

    @Test
    void machines() {
        assertThat(leftOut("/v2/instance/i-emul0001"))
                .contains(
                        "instance.eniNum",
                        "instance.eniQuota",
                        "instance.deletionProtection",
                        "instance.resGroupInfos",
                        "instance.nicInfo.eniId",
                        "instance.nicInfo.ips")
                .doesNotContain(
                        "instance.id",
                        "instance.status",
                        "instance.internalIp",
                        "instance.nicInfo",
                        "instance.cardCount");
        assertThat(leftOut("/v2/instance?maxKeys=2"))
                .contains("instances.eniNum")
                .doesNotContain("nextMarker", "marker");
        assertThat(leftOut("/v2/volume?instanceId=i-emul0001"))
                .contains("volumes.snapshotNum")
                .doesNotContain("volumes.type", "volumes.diskSizeInGB");
    }

    @Test
    void listenersAndServers() {
        String list = "listenerList.";
        assertThat(leftOut(path + "/TCPlistener"))
                .containsExactly(list + "description", list + "listenerType", "nextMarker");
        assertThat(leftOut(path + "/UDPlistener"))
                .containsExactly(list + "description", list + "listenerType", "nextMarker");
        assertThat(leftOut(path + "/HTTPlistener"))
                .containsExactly(list + "description", list + "listenerType", "nextMarker");
        assertThat(leftOut(path + "/HTTPSlistener"))
                .containsExactly(list + "clientCertIds", list + "description", list + "listenerType", "nextMarker");
        assertThat(leftOut(path + "/SSLlistener"))
                .containsExactly(list + "clientCertIds", list + "description", list + "listenerType", "nextMarker");
        assertThat(leftOut(path + "/listener"))
                .containsExactly(list + "clientCertIds", list + "description", "nextMarker");
        assertThat(leftOut(path + "/backendserver")).containsExactly("backendServerList.privateIp", "nextMarker");
        assertThat(leftOut(path + "/securitygroup")).isEmpty();
    }

    @Test
    void errorsAndPricesStayWhole() {
        api.with("answers", "documented");
        api.get("/v1/blb/lb-none").refused(404, "InstanceNotFound");
        assertThat(api.post("/v1/blb/price", "{}")
                        .ok()
                        .json()
                        .at("/prices/0/chargeUnit")
                        .asText())
                .isEqualTo("minute");
    }
}
