package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.world.ReferenceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken away by a control route while something uses it: refused, or with force gone without a contradiction. */
@TestInstance(Lifecycle.PER_CLASS)
class RemovedThingsTest {
    private static final String EIP = "198.51.100.1";
    private static final String EIP_OF_MACHINE = "198.51.100.2";

    /** A thing of each kind, and what uses it; the load balancer is named by the test. */
    private static final Map<String, List<String>> USES = new LinkedHashMap<>(Map.of(
            "vpcs/vpc-1",
            List.of("load balancer", "machine i-1", "security group g-1"),
            "subnets/sbn-1",
            List.of("load balancer", "machine i-1"),
            "machines/i-1",
            List.of("load balancer", "EIP " + EIP_OF_MACHINE),
            "securityGroups/g-1",
            List.of("load balancer", "machine i-1"),
            "enterpriseSecurityGroups/esg-1",
            List.of("load balancer", "machine i-1"),
            "certificates/cert-1",
            List.of("load balancer"),
            "eips/" + EIP,
            List.of("load balancer"),
            "eips/" + EIP_OF_MACHINE,
            List.of("machine i-1")));

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final BlbEmulator empty =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);
    private final Api emptyApi = Api.of(empty).as(api.account());
    private final String mine = "?account=" + api.account();
    private String blbId = "";

    @AfterAll
    void stop() {
        emulator.close();
        empty.close();
    }

    @BeforeEach
    void reset() {
        api.post("/_blb/reset", "").ok();
    }

    static Stream<Arguments> cases() {
        return USES.keySet().stream()
                .flatMap(thing -> Stream.of("lenient", "strict")
                        .flatMap(
                                references -> Stream.of(true, false).map(own -> Arguments.of(thing, references, own))));
    }

    @Test
    void everyKindIsTried() {
        assertThat(USES.keySet().stream().map(thing -> thing.split("/", -1)[0]))
                .containsAll(Resources.KINDS.stream().map(ReferenceKind::plural).toList());
    }

    private void declare(String query) {
        Map<String, String> things = new LinkedHashMap<>();
        things.put("vpcs/vpc-1", "{`cidr`:`10.1.0.0/16`}");
        things.put("securityGroups/g-1", "{`vpcId`:`vpc-1`}");
        things.put("enterpriseSecurityGroups/esg-1", "{}");
        things.put("subnets/sbn-1", "{`vpcId`:`vpc-1`,`cidr`:`10.1.1.0/24`}");
        things.put(
                "machines/i-1",
                "{`vpcId`:`vpc-1`,`subnetId`:`sbn-1`,`securityGroupIds`:[`g-1`],`enterpriseSecurityGroupIds`:[`esg-1`]}");
        things.put("certificates/cert-1", "{}");
        things.put("eips/" + EIP, "{}");
        things.put("eips/" + EIP_OF_MACHINE, "{`instanceType`:`BCC`,`instanceId`:`i-1`}");
        things.forEach((path, members) -> api.put("/_blb/world/" + path + query, members.replace('`', '"'))
                .ok());
    }

    /** Every list, and the detail of everything that a list names. */
    private void readAll() {
        String path = "/v1/blb/" + blbId;
        for (String list : List.of(
                "/v1/blb",
                "/v1/blb?bccId=i-1",
                path,
                path + "/listener",
                path + "/HTTPSlistener",
                path + "/backendserver",
                path + "/backendserver?listenerPort=443",
                path + "/securitygroup",
                path + "/enterprise/securitygroup",
                "/v2/volume",
                "/v2/securityGroup?instanceId=i-1",
                "/v1/eip?instanceType=BLB",
                "/_blb/loadbalancers",
                "/_blb/loadbalancers?unhealthy=true",
                "/_blb/loadbalancers/" + blbId,
                "/_blb/loadbalancers/" + blbId + "/health",
                "/_blb/backends",
                "/_blb/machines",
                "/_blb/accounts")) {
            api.get(list).ok();
        }
        details("/v1/vpc", "/vpcs", "/vpcId", "/v1/vpc/ID");
        details("/v1/vpc", "/vpcs", "/vpcId", "/v1/route?vpcId=ID");
        details("/v1/subnet", "/subnets", "/subnetId", "/v1/subnet/ID");
        details("/v2/instance", "/instances", "/id", "/v2/instance/ID");
        details("/v2/securityGroup", "/securityGroups", "/id", "/v2/securityGroup/ID");
        details("/v1/enterprise/security", "/enterpriseSecurityGroups", "/id", "/v1/enterprise/security?instanceId=ID");
        details("/v1/certificate/detail", "/certs", "/certId", "/v1/certificate/ID/detail");
        details("/v1/certificate", "/certs", "/certId", "/v1/certificate/ID");
        details("/v1/eip", "/eipList", "/eip", "/v1/eip?eip=ID");
        Resources.KINDS.forEach(kind -> api.get("/_blb/world/" + kind.plural()).ok());
    }

    private void details(String list, String items, String id, String detail) {
        JsonNode found = api.get(list).ok().json().at(items);
        assertThat(found).as(list).isNotEmpty();
        found.forEach(
                each -> api.get(detail.replace("ID", each.at(id).asText())).ok());
    }

    @ParameterizedTest(name = "{0}, {1} references, own: {2}")
    @MethodSource("cases")
    void whatIsUsedIsTakenAwayByForceAlone(String thing, String references, boolean own) {
        String query = own ? mine : "";
        api.with("references", references);
        declare(query);
        blbId = api.createWhole(EIP);
        boolean isVpc = thing.startsWith("vpcs");
        if (isVpc) {
            // What a declaration is in does not go before it, not even by force.
            assertThat(api.delete("/_blb/world/" + thing + query + (own ? "&" : "?") + "force=true")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("contradict subnets/sbn-1");
            api.delete("/_blb/world/subnets/sbn-1" + query + (own ? "&" : "?") + "force=true")
                    .ok();
        }
        String before = api.text("/_blb/world");

        String refusal = api.delete("/_blb/world/" + thing + query)
                .refused(400, "InvalidParameter")
                .message();
        assertThat(refusal).contains("\"" + thing.split("/", -1)[1] + "\"", "?force=true");
        Objects.requireNonNull(USES.get(thing))
                .forEach(user ->
                        assertThat(refusal).contains(user.equals("load balancer") ? "load balancer " + blbId : user));
        assertThat(refusal.contains(api.account())).as(refusal).isEqualTo(!own && refusal.contains(blbId));
        assertThat(api.text("/_blb/world")).isEqualTo(before);

        assertThat(api.delete("/_blb/world/" + thing + query + (own ? "&" : "?") + "force=true")
                        .ok()
                        .text("/removed"))
                .isEqualTo("true");
        assertThat(api.get("/_blb/world/" + thing.split("/", -1)[0]).body())
                .doesNotContain("\"" + thing.split("/", -1)[1] + "\"");
        readAll();
        String world = api.text("/_blb/world?secrets=true");
        emptyApi.post("/_blb/reset", "").ok();
        emptyApi.post("/_blb/seed", world).ok();
        assertThat(emptyApi.text("/_blb/world?secrets=true")).isEqualTo(world);
        assertThat(emptyApi.get("/v1/blb/" + blbId).ok().json())
                .isEqualTo(api.get("/v1/blb/" + blbId).ok().json());
    }

    @Test
    void whatIsUsedByNothingIsTakenAwayAtOnce() {
        for (String query : List.of("", mine)) {
            declare(query);
            blbId = api.createWhole(EIP);
            api.delete("/v1/blb/" + blbId).ok();
            for (String thing : List.of(
                    "eips/" + EIP_OF_MACHINE,
                    "machines/i-1",
                    "subnets/sbn-1",
                    "securityGroups/g-1",
                    "vpcs/vpc-1",
                    "enterpriseSecurityGroups/esg-1",
                    "certificates/cert-1",
                    "eips/" + EIP)) {
                String path = "/_blb/world/" + thing + query;
                String first = thing.equals("eips/" + EIP_OF_MACHINE)
                        ? path + (query.isEmpty() ? "?" : "&") + "force=true"
                        : path;
                assertThat(api.delete(first).ok().text("/removed")).isEqualTo("true");
                assertThat(api.delete(path).ok().text("/removed")).isEqualTo("false");
            }
        }
    }

    @Test
    void whatIsStillThereWithoutTheDeclarationIsTakenAwayAtOnce() {
        api.put("/_blb/world/machines/i-emul0001", "{\"name\":\"one\"}").ok();
        api.put("/_blb/world/machines/i-1", "{\"name\":\"of all\"}").ok();
        api.put("/_blb/world/machines/i-1" + mine, "{\"name\":\"own\"}").ok();
        blbId = api.create();
        api.post(
                        "/v1/blb/" + blbId + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"i-1\"},{\"instanceId\":\"i-emul0001\"}]}")
                .ok();
        api.delete("/_blb/world/machines/i-emul0001").ok();
        api.delete("/_blb/world/machines/i-1").ok();
        api.put("/_blb/world/machines/i-1", "{\"name\":\"of all\"}").ok();
        api.delete("/_blb/world/machines/i-1" + mine).ok();
        assertThat(api.delete("/_blb/world/machines/i-1")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("load balancer " + blbId, api.account());
    }

    @Test
    void aCertificateIsUsedInAllRegions() {
        api.put("/_blb/world/certificates/cert-1" + mine, "{}").ok();
        Api.Answer made = api.post(
                "/_blb/seed" + mine + "@gz",
                "loadBalancers: [{blbId: lb-gz, vpcId: vpc-emulator0001, subnetId: sbn-emulator0001, listeners: ["
                        + "{listenerType: HTTPS, listenerPort: 443, backendPort: 80, scheduler: RoundRobin,"
                        + " certIds: [cert-1]}]}]");
        made.ok();
        assertThat(api.delete("/_blb/world/certificates/cert-1" + mine)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("load balancer lb-gz of account " + api.account() + "@gz");
    }

    /** The calls of the services have the same uses. */
    @Test
    void aCallTakesNothingAwayThatIsUsedEither() {
        declare(mine);
        api.delete("/_blb/world/eips/" + EIP_OF_MACHINE + mine + "&force=true").ok();
        // A machine without an address is in the subnet and in the VPC as well.
        assertThat(api.delete("/v1/subnet/sbn-1").message()).contains("machine i-1");
        api.put("/_blb/world/machines/i-1" + mine, "{\"vpcId\":\"vpc-1\"}").ok();
        api.delete("/_blb/world/securityGroups/g-1" + mine).ok();
        api.delete("/v1/subnet/sbn-1").ok();
        assertThat(api.delete("/v1/vpc/vpc-1").refused(409, "NotAllowDeleteVpc").message())
                .contains("machine i-1");
        assertThat(new TreeSet<>(api.get("/_blb/world/vpcs").json().findValuesAsText("vpcId")))
                .containsExactly("vpc-1");
    }

    @Test
    void aLoadBalancerThatIsReleasedUsesNothing() {
        declare(mine);
        blbId = api.createWhole(EIP);
        api.put("/_blb/world/machines/i-1" + mine, "{}").ok();
        api.put("/_blb/async" + mine, "{\"operations\":{\"ReleaseBlb\":{\"detail\":\"1h\",\"list\":\"1h\"}}}")
                .ok();
        api.delete("/v1/blb/" + blbId).ok();
        assertThat(api.text("/_blb/world")).contains(blbId);
        api.delete("/v2/securityGroup/g-1").ok();
        api.delete("/v1/enterprise/security/esg-1").ok();
        for (String thing : List.of("certificates/cert-1", "eips/" + EIP, "subnets/sbn-1", "vpcs/vpc-1")) {
            api.delete("/_blb/world/" + thing + mine).ok();
        }
    }

    /** Its load balancer is all that an EIP is known from which nobody declared, or which is declared no more. */
    @Test
    void anEipIsStillKnownFromItsLoadBalancer() {
        declare(mine);
        blbId = api.createWhole(EIP);
        for (String eip : List.of(EIP, EIP_OF_MACHINE)) {
            api.delete("/_blb/world/eips/" + eip + mine + "&force=true").ok();
        }

        assertThat(api.get("/v1/eip?eip=" + EIP).ok().text("/eipList/0/instanceId"))
                .isEqualTo(blbId);
        assertThat(api.get("/v1/eip?eip=" + EIP_OF_MACHINE).ok().json().path("eipList"))
                .isEmpty();
        api.put("/v1/eip/" + EIP_OF_MACHINE + "?unbind", "").refused(404, "EipNotFound");
        api.put("/v1/eip/" + EIP + "?unbind", "").ok();
        assertThat(api.get("/v1/eip?eip=" + EIP).ok().text("/eipList/0/status")).isEqualTo("available");
    }
}
