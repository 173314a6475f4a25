package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The calls that Terraform's provider (1.23.5, by its source) makes for the configuration of the page "clients": apply, refresh
 * and destroy. The provider itself is not run. What is read back must be what was configured, character by character, and the
 * statuses are those that the provider waits for; otherwise the next plan is not empty or the apply fails.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TerraformCallsTest {
    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(REFERENCES, References.STRICT));
    private final Api api = Api.of(emulator);

    @TempDir
    static Path folder;

    private String vpc = "";
    private String subnet = "";
    private String group = "";
    private String certificate = "";
    private String machine = "";
    private String balancer = "";
    private String eip = "";
    private MadeCertificate made = new MadeCertificate("", "");

    @BeforeAll
    void apply() throws Exception {
        made = MadeCertificate.of(folder, "web.example.com", "web.example.com");
        network();
        groups();
        certificate = api.post("/v1/certificate", made.body("web")).ok().text("/certId");
        machine = api.post(
                        "/v2/instanceBySpec",
                        "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c1m4\",\"name\":\"web-1\",\"purchaseCount\":1,"
                                + "\"billing\":{\"paymentTiming\":\"Postpaid\",\"reservation\":{\"reservationLength\":1,"
                                + "\"reservationTimeUnit\":\"Month\"}},\"rootDiskSizeInGb\":40,"
                                + "\"rootDiskStorageType\":\"cloud_hp1\",\"zoneName\":\"cn-bj-a\",\"subnetId\":\""
                                + subnet
                                + "\",\"securityGroupIds\":[\"" + group
                                + "\"],\"createCdsList\":[],\"relationTag\":false}")
                .ok()
                .text("/instanceIds/0");
        balancer = api.post(
                        "/v1/blb",
                        "{\"name\":\"web\",\"desc\":\"\",\"vpcId\":\"" + vpc + "\",\"subnetId\":\"" + subnet
                                + "\",\"address\":\"\",\"type\":\"normal\",\"tags\":[]}")
                .ok()
                .text("/blbId");
        eip = api.post(
                        "/v1/eip",
                        "{\"name\":\"web\",\"bandwidthInMbps\":10,\"routeType\":\"\",\"tags\":[],\"billing\":"
                                + "{\"paymentTiming\":\"Postpaid\",\"billingMethod\":\"ByTraffic\"}}")
                .ok()
                .text("/eip");
        assertThat(theEip().path("status").asText()).isEqualTo("available");
        api.put("/v1/eip/" + eip + "?bind", "{\"instanceType\":\"BLB\",\"instanceId\":\"" + balancer + "\"}")
                .ok();
        api.put("/v1/blb/" + balancer + "/securitygroup?bind", "{\"securityGroupIds\":[\"" + group + "\"]}")
                .ok();
        api.post("/v1/blb/" + balancer + "/HTTPlistener", listener(80, "")).ok();
        api.post("/v1/blb/" + balancer + "/HTTPSlistener", listener(443, ",\"certIds\":[\"" + certificate + "\"]"))
                .ok();
        api.post(
                        "/v1/blb/" + balancer + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\",\"weight\":50}]}")
                .ok();
    }

    @AfterAll
    void destroy() {
        try {
            destroyAll();
        } finally {
            emulator.close();
        }
    }

    private void network() {
        vpc = api.post("/v1/vpc", "{\"name\":\"shop\",\"description\":\"\",\"cidr\":\"192.168.0.0/16\",\"tags\":[]}")
                .ok()
                .text("/vpcId");
        api.put("/v1/vpc/" + vpc + "?modifyAttribute", "{\"name\":\"shop\"}").ok();
        subnet = api.post(
                        "/v1/subnet",
                        "{\"name\":\"front\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"192.168.1.0/24\",\"vpcId\":\"" + vpc
                                + "\",\"subnetType\":\"\",\"tags\":[]}")
                .ok()
                .text("/subnetId");
    }

    private String rule() {
        return "{\"rule\":{\"remark\":\"\",\"direction\":\"ingress\",\"ethertype\":\"\",\"portRange\":\"80\","
                + "\"protocol\":\"tcp\",\"sourceGroupId\":\"\",\"sourceIp\":\"\",\"destGroupId\":\"\",\"destIp\":\"\","
                + "\"securityGroupId\":\"" + group + "\"}}";
    }

    private void groups() {
        group = api.post(
                        "/v2/securityGroup",
                        "{\"name\":\"web\",\"desc\":\"\",\"vpcId\":\"" + vpc + "\",\"rules\":null,\"tags\":[]}")
                .ok()
                .text("/securityGroupId");
        api.put("/v2/securityGroup/" + group + "?authorizeRule&sgVersion=0", rule())
                .ok();
    }

    private static String listener(int port, String more) {
        return "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"" + more + "}";
    }

    private JsonNode theEip() {
        return api.get("/v1/eip?eip=" + eip).ok().json().path("eipList").path(0);
    }

    private JsonNode theGroup() {
        for (JsonNode each :
                api.get("/v2/securityGroup?maxKeys=1000").ok().json().path("securityGroups")) {
            if (each.path("id").asText().equals(group)) {
                return each;
            }
        }
        throw new AssertionError("no group " + group);
    }

    @Test
    void theNetworkIsReadAsConfigured() {
        Api.Answer read = api.get("/v1/vpc/" + vpc).ok();
        assertThat(read.text("/vpc/name")).isEqualTo("shop");
        assertThat(read.text("/vpc/description")).isEmpty();
        assertThat(read.text("/vpc/cidr")).isEqualTo("192.168.0.0/16");
        assertThat(read.json().at("/vpc/secondaryCidr")).isEmpty();
        assertThat(read.json().at("/vpc/tags")).isEmpty();
        assertThat(read.json().at("/vpc/relay").asBoolean()).isFalse();
        assertThat(api.get("/v1/route?vpcId=" + vpc).ok().text("/routeTableId")).isNotEmpty();
        Api.Answer part = api.get("/v1/subnet/" + subnet).ok();
        assertThat(part.text("/subnet/name")).isEqualTo("front");
        assertThat(part.text("/subnet/zoneName")).isEqualTo("cn-bj-a");
        assertThat(part.text("/subnet/cidr")).isEqualTo("192.168.1.0/24");
        assertThat(part.text("/subnet/vpcId")).isEqualTo(vpc);
        assertThat(part.text("/subnet/subnetType")).isEqualTo("BCC");
        assertThat(part.text("/subnet/ipv6Cidr")).isEmpty();
        assertThat(part.json().at("/subnet/tags")).isEmpty();
    }

    @Test
    void theGroupAndItsRuleAreFoundInTheList() {
        JsonNode read = theGroup();
        assertThat(read.path("name").asText()).isEqualTo("web");
        assertThat(read.path("vpcId").asText()).isEqualTo(vpc);
        assertThat(read.path("tags")).isEmpty();
        assertThat(read.path("rules")).singleElement().satisfies(rule -> {
            assertThat(rule.path("securityGroupId").asText()).isEqualTo(group);
            assertThat(rule.path("direction").asText()).isEqualTo("ingress");
            assertThat(rule.path("portRange").asText()).isEqualTo("80");
            assertThat(rule.path("protocol").asText()).isEqualTo("tcp");
            assertThat(rule.path("ethertype").asText()).isEqualTo("IPv4");
            assertThat(rule.path("sourceIp").asText()).isIn("", "all");
        });
    }

    @Test
    void theCertificateIsReadAsConfigured() {
        Api.Answer read = api.get("/v1/certificate/" + certificate).ok();
        assertThat(read.text("/certName")).isEqualTo("web");
        assertThat(read.text("/certCommonName")).isEqualTo("web.example.com");
        assertThat(read.json().path("certType").asInt()).isEqualTo(1);
    }

    @Test
    void theMachineIsReadAsConfigured() {
        Api.Answer read =
                api.get("/v2/instance/" + machine + "?isDeploySet=false").ok();
        assertThat(read.text("/instance/status")).isEqualTo("Running");
        assertThat(read.text("/instance/name")).isEqualTo("web-1");
        assertThat(read.text("/instance/imageId")).isEqualTo("m-centos79");
        assertThat(read.text("/instance/zoneName")).isEqualTo("cn-bj-a");
        assertThat(read.text("/instance/subnetId")).isEqualTo(subnet);
        assertThat(read.text("/instance/paymentTiming")).isEqualTo("Postpaid");
        assertThat(read.text("/instance/cardCount")).isEqualTo("0");
        assertThat(read.json().at("/instance/nicInfo/securityGroups"))
                .singleElement()
                .satisfies(id -> assertThat(id.asText()).isEqualTo(group));
        assertThat(read.json().at("/instance/tags")).isEmpty();
        assertThat(api.get("/v2/volume?instanceId=" + machine + "&maxKeys=1000")
                        .ok()
                        .json()
                        .path("volumes"))
                .singleElement()
                .satisfies(disk -> {
                    assertThat(disk.path("type").asText()).isEqualTo("System");
                    assertThat(disk.path("storageType").asText()).isEqualTo("cloud_hp1");
                    assertThat(disk.path("diskSizeInGB").asInt()).isEqualTo(40);
                });
    }

    @Test
    void theBalancerIsReadAsConfigured() {
        Api.Answer read = api.get("/v1/blb/" + balancer).ok();
        assertThat(read.text("/status")).isEqualTo("available");
        assertThat(read.text("/name")).isEqualTo("web");
        assertThat(read.text("/paymentTiming")).isEqualTo("Postpaid");
        assertThat(read.text("/publicIp")).isEqualTo(eip);
        assertThat(api.get("/v1/blb?blbId=" + balancer).ok().json().path("blbList"))
                .hasSize(1);
        assertThat(api.post(
                                "/v1/res/resource/batch/queryGroupRes",
                                "{\"resourceBriefs\":[{\"resourceId\":\"" + balancer
                                        + "\",\"resourceType\":\"BLB\",\"resourceRegion\":\"bj\"}]}")
                        .ok()
                        .json()
                        .at("/resGroups/0/groups"))
                .isEmpty();
        assertThat(api.get("/v1/blb/" + balancer + "/securitygroup").ok().text("/blbSecurityGroups/0/securityGroupId"))
                .isEqualTo(group);
        assertThat(api.get("/v1/blb/" + balancer + "/enterprise/securitygroup")
                        .ok()
                        .json()
                        .path("enterpriseSecurityGroups"))
                .isEmpty();
        assertThat(api.get("/v1/blb/" + balancer + "/HTTPlistener?listenerPort=80")
                        .ok()
                        .json()
                        .path("listenerList"))
                .hasSize(1);
        assertThat(api.get("/v1/blb/" + balancer + "/HTTPSlistener?listenerPort=443")
                        .ok()
                        .text("/listenerList/0/certIds/0"))
                .isEqualTo(certificate);
        assertThat(api.get("/v1/blb/" + balancer + "/backendserver").ok().text("/backendServerList/0/instanceId"))
                .isEqualTo(machine);
    }

    @Test
    void theEipIsReadAsConfigured() {
        JsonNode read = theEip();
        assertThat(read.path("status").asText()).isEqualTo("binded");
        assertThat(read.path("name").asText()).isEqualTo("web");
        assertThat(read.path("bandwidthInMbps").asInt()).isEqualTo(10);
        assertThat(read.path("paymentTiming").asText()).isEqualTo("Postpaid");
        assertThat(read.path("billingMethod").asText()).isEqualTo("ByTraffic");
        assertThat(read.path("instanceType").asText()).isEqualTo("BLB");
        assertThat(read.path("instanceId").asText()).isEqualTo(balancer);
        assertThat(read.path("tags")).isEmpty();
    }

    private void destroyAll() {
        api.put("/v1/blb/" + balancer + "/backendserver", "{\"backendServerList\":[\"" + machine + "\"]}")
                .ok();
        for (String type : new String[] {"HTTP\",\"port\":80", "HTTPS\",\"port\":443"}) {
            api.put("/v1/blb/" + balancer + "/listener?batchdelete", "{\"portTypeList\":[{\"type\":\"" + type + "}]}")
                    .ok();
        }
        api.put("/v1/blb/" + balancer + "/securitygroup?unbind", "{\"securityGroupIds\":[\"" + group + "\"]}")
                .ok();
        api.put("/v1/eip/" + eip + "?unbind", "").ok();
        assertThat(theEip().path("status").asText()).isEqualTo("available");
        api.delete("/v1/eip/" + eip).ok();
        api.delete("/v1/blb/" + balancer).ok();
        api.delete("/v1/certificate/" + certificate).ok();
        api.post("/v2/instance/" + machine, "{\"relatedReleaseFlag\":false,\"deleteCdsSnapshotFlag\":false}")
                .ok();
        api.get("/v2/instance/" + machine + "?isDeploySet=false").refused(404, "NoSuchObject");
        api.put("/v2/securityGroup/" + group + "?revokeRule", rule()).ok();
        api.delete("/v2/securityGroup/" + group).ok();
        api.delete("/v1/subnet/" + subnet).ok();
        api.delete("/v1/vpc/" + vpc).ok();
        assertThat(api.get("/v1/vpc").ok().json().path("vpcs")).hasSize(1);
    }
}
