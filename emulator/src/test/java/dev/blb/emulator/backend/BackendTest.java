package dev.blb.emulator.backend;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class BackendTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private Api api = Api.of(emulator);
    private String path = "";

    @BeforeEach
    void newInstance() {
        api = Api.of(emulator);
        path = "/v1/blb/" + api.create();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    private Api.Answer add(String servers) {
        return api.post(path + "/backendserver", "{\"backendServerList\":[" + servers + "]}");
    }

    private String shown() {
        StringBuilder all = new StringBuilder();
        api.get(path + "/backendserver")
                .ok()
                .json()
                .path("backendServerList")
                .forEach(each -> all.append(each.path("instanceId").asText())
                        .append('=')
                        .append(each.path("weight").asInt())
                        .append(' '));
        return all.toString().strip();
    }

    @Test
    void serversAreShownInTheOrderTheyWereAdded() {
        add("{\"instanceId\":\"i-emul0001\",\"weight\":0,\"desc\":\"d\"},{\"instanceId\":\"i-b\",\"weight\":\"50\"}")
                .ok();
        add("{\"instanceId\":\"i-a\",\"weight\":null}").ok();

        var list = api.get(path + "/backendserver").ok();
        assertThat(shown()).isEqualTo("i-emul0001=0 i-b=50 i-a=100");
        assertThat(list.text("/backendServerList/0/privateIp")).isEqualTo("172.24.0.1");
        assertThat(list.text("/backendServerList/0/desc")).isEqualTo("d");
        assertThat(list.text("/backendServerList/2/privateIp")).startsWith("172.24.");
        assertThat(list.text("/marker")).matches("rs-[0-9A-F]{8}");
        assertThat(list.json().path("nextMarker").isNull()).isTrue();

        var page = api.get(path + "/backendserver?maxKeys=2").ok();
        var rest = api.get(path + "/backendserver?marker=" + page.text("/nextMarker"))
                .ok();
        assertThat(page.json().path("isTruncated").asBoolean()).isTrue();
        assertThat(rest.text("/backendServerList/0/instanceId")).isEqualTo("i-a");
        assertThat(rest.text("/marker")).isEqualTo(page.text("/nextMarker"));
        api.get(path + "/backendserver?marker=listener-0050").refused(400, "InvalidParameter");
    }

    @Test
    void batchesAreAllOrNothing() {
        add("{\"instanceId\":\"i-1\"},{\"instanceId\":\"i-2\"}").ok();

        assertThat(add("{\"instanceId\":\"i-3\"},{\"instanceId\":\"i-2\"}")
                        .refused(400, "BackendServerAlreadyExist")
                        .message())
                .contains("i-2");
        add("{\"instanceId\":\"i-3\"},{\"instanceId\":\"i-3\"}").refused(400, "InvalidParameter");
        add("").refused(400, "InvalidParameter");
        add("{\"weight\":1}").refused(400, "MissingParameter");
        add("{\"instanceId\":\"i-3\",\"weight\":101}").refused(400, "InvalidParameter");
        String update = path + "/backendserver?update";
        api.put(
                        update,
                        "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":7},{\"instanceId\":\"i-9\",\"weight\":7}]}")
                .refused(404, "BackendServerNotFound");
        api.put(path + "/backendserver", "{\"backendServerList\":[\"i-1\",\"i-9\"]}")
                .refused(404, "BackendServerNotFound");
        assertThat(shown()).isEqualTo("i-1=100 i-2=100");

        api.put(update, "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":0},{\"instanceId\":\"i-2\"}]}")
                .ok();
        assertThat(shown()).isEqualTo("i-1=0 i-2=100");
        api.put(path + "/backendserver?update=", "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":3}]}")
                .ok();
        api.put(path + "/backendserver", "{\"backendServerList\":[\"i-2\"]}").ok();
        assertThat(shown()).isEqualTo("i-1=3");
    }

    @Test
    void theTrapOfTheMissingUpdateIsRefusedByItsShape() {
        add("{\"instanceId\":\"i-1\"}").ok();
        api.put(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":5}]}")
                .refused(400, "InappropriateJSON");
        assertThat(shown()).isEqualTo("i-1=100");
    }

    @Test
    void theQuotaIsFifty() {
        String fifty = IntStream.range(0, 50)
                .mapToObj(i -> "{\"instanceId\":\"i-" + i + "\"}")
                .collect(Collectors.joining(","));
        add(fifty + ",{\"instanceId\":\"i-50\"}").refused(413, "QuotaExceeded");
        assertThat(shown()).isEmpty();
        add(fifty).ok();
        add("{\"instanceId\":\"i-50\"}").refused(413, "QuotaExceeded");
    }

    @Test
    void healthIsPerListenerAndTheLastWordCounts() {
        api.with("samePortProtocols", "allowed");
        String machine = "i-" + api.account().substring(9, 17);
        add("{\"instanceId\":\"" + machine + "\",\"weight\":9},{\"instanceId\":\"i-x\"}")
                .ok();
        api.post(path + "/TCPlistener", Api.tcp(80)).ok();
        api.post(path + "/TCPlistener", Api.tcp(81)).ok();
        api.post(path + "/UDPlistener", Api.tcp(80).replace("}", ",\"healthCheckString\":\"x\"}"))
                .ok();

        var health = api.get(path + "/backendserver?listenerPort=80").ok();
        assertThat(health.json()).isEqualTo(Json.of("""
                        {"backendServerList":[
                           {"instanceId":"%s","weight":9,"status":"Alive","privateIp":"%s"},
                           {"instanceId":"i-x","weight":100,"status":"Alive","privateIp":"%s"}],
                         "type":"TCP","listenerPort":80,"backendPort":8080,
                         "marker":"%s","nextMarker":null,"isTruncated":false,"maxKeys":1000}""".formatted(
                        machine,
                        health.text("/backendServerList/0/privateIp"),
                        health.text("/backendServerList/1/privateIp"),
                        health.text("/marker"))));

        String id = path.substring("/v1/blb/".length());
        assertThat(force(machine, "{\"status\":\"Dead\"}")
                        .json()
                        .path("attachedServers")
                        .asInt())
                .isEqualTo(1);
        assertThat(status(80, 0)).isEqualTo("Dead");
        assertThat(status(81, 0)).isEqualTo("Dead");
        assertThat(status(80, 1)).isEqualTo("Alive");
        force(machine, "{\"status\":\"Unknown\",\"blbId\":\"" + id + "\",\"listenerPort\":81}");
        assertThat(status(80, 0)).isEqualTo("Dead");
        assertThat(status(81, 0)).isEqualTo("Unknown");
        force(machine, "{\"status\":\"Alive\",\"blbId\":\"" + id + "\"}");
        assertThat(status(80, 0)).isEqualTo("Alive");
        assertThat(status(81, 0)).isEqualTo("Alive");
        force(machine, "{\"status\":\"Dead\"}");
        assertThat(status(81, 0)).as("a wider word covers the narrower ones").isEqualTo("Dead");

        api.get(path + "/backendserver?listenerPort=82").refused(404, "ListenerNotFound");
        api.get(path + "/backendserver?listenerPort=").refused(400, "MissingParameter");
        api.get(path + "/backendserver?listenerPort=x").refused(400, "InvalidParameter");
    }

    private Api.Answer force(String machine, String body) {
        return api.put("/_blb/backends/" + machine + "/health?account=" + api.account(), body)
                .ok();
    }

    private String status(int port, int index) {
        return api.get(path + "/backendserver?listenerPort=" + port)
                .ok()
                .text("/backendServerList/" + index + "/status");
    }

    @Test
    void groupsAreBoundAndUnboundWithoutRepeating() {
        String bind = path + "/securitygroup?bind";
        api.put(bind, "{\"securityGroupIds\":[\"g-b\",\"g-a\"]}").ok();
        api.put(bind, "{\"securityGroupIds\":[\"g-a\",\"g-a\"]}").ok();
        var groups = api.get(path + "/securitygroup?clientToken=ignored").ok();
        assertThat(groups.json().path("blbSecurityGroups")).hasSize(2);
        assertThat(groups.text("/blbSecurityGroups/0/securityGroupId")).isEqualTo("g-b");
        assertThat(groups.text("/blbSecurityGroups/0/vpcName")).isEqualTo("emulator-default");
        var rule = groups.json().at("/blbSecurityGroups/0/securityGroupRules/0");
        assertThat(rule.path("securityGroupRuleId").asText()).matches("r-[0-9a-z]{12}");
        assertThat(rule.has("destIp"))
                .as("an ingress rule shows only source members")
                .isFalse();
        api.put(path + "/securitygroup?unbind=", "{\"securityGroupIds\":[\"g-b\",\"g-never\"]}")
                .ok();
        assertThat(api.get(path + "/securitygroup").json().path("blbSecurityGroups"))
                .hasSize(1);

        api.put(path + "/enterprise/securitygroup?bind", "{\"enterpriseSecurityGroupIds\":[\"esg-a\"]}")
                .ok();
        var enterprise = api.get(path + "/enterprise/securitygroup").ok();
        assertThat(enterprise.text(
                        "/enterpriseSecurityGroups/0/enterpriseSecurityGroupRules/0/enterpriseSecurityGroupRuleId"))
                .matches("esgr-[0-9a-z]{12}");
        assertThat(enterprise
                        .json()
                        .at("/enterpriseSecurityGroups/0/enterpriseSecurityGroupRules/0/destIp")
                        .asText("?"))
                .isEmpty();
        api.put(path + "/enterprise/securitygroup?unbind", "{\"enterpriseSecurityGroupIds\":[\"esg-a\"]}")
                .ok();
        assertThat(api.get(path + "/enterprise/securitygroup").json().path("enterpriseSecurityGroups"))
                .isEmpty();

        for (String wrong : List.of("{}", "{\"securityGroupIds\":null}")) {
            api.put(bind, wrong).refused(400, "MissingParameter");
        }
        api.put(bind, "{\"securityGroupIds\":[]}").refused(400, "InvalidParameter");
        api.put(bind, "{\"securityGroupIds\":[\"esg-a\"]}").refused(400, "InvalidParameter");
        api.put(path + "/securitygroup", "{\"securityGroupIds\":[\"g-a\"]}").refused(400, "InvalidURI");
    }
}
