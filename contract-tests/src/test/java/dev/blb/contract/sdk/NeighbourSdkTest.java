package dev.blb.contract.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.baidubce.BceClientConfiguration;
import com.baidubce.BceServiceException;
import com.baidubce.auth.DefaultBceCredentials;
import com.baidubce.auth.DefaultBceSessionCredentials;
import com.baidubce.services.bcc.BccClient;
import com.baidubce.services.bcc.BccClientConfiguration;
import com.baidubce.services.bcc.model.SecurityGroupRuleModel;
import com.baidubce.services.bcc.model.securitygroup.CreateSecurityGroupRequest;
import com.baidubce.services.bcc.model.securitygroup.ListSecurityGroupsRequest;
import com.baidubce.services.blb.BlbClient;
import com.baidubce.services.blb.BlbClientConfiguration;
import com.baidubce.services.blb.model.BlbDetailRequest;
import com.baidubce.services.cert.CertClient;
import com.baidubce.services.eip.EipClient;
import com.baidubce.services.eip.model.ListEipsRequest;
import com.baidubce.services.esg.EsgClient;
import com.baidubce.services.esg.model.CreateEsgRequest;
import com.baidubce.services.esg.model.ListEsgRequest;
import com.baidubce.services.route.RouteClient;
import com.baidubce.services.route.model.CreateRouteRequest;
import com.baidubce.services.route.model.RouteRule;
import com.baidubce.services.route.model.UpdateRouteRuleRequest;
import com.baidubce.services.sts.StsClient;
import com.baidubce.services.sts.model.GetSessionTokenResponse;
import com.baidubce.services.subnet.SubnetClient;
import com.baidubce.services.vpc.VpcClient;
import com.baidubce.util.JsonUtils;
import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.target.EmulatorJar;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The official SDK's clients of the services around a load balancer against the packaged jar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NeighbourSdkTest {
    private static final String SECRET = "emulator-secret-key-0001";

    private final String account = "emulator-" + UUID.randomUUID();
    private EmulatorJar emulator;

    @BeforeAll
    void start() {
        // What the SDK repeats in bodies is known.
        emulator = EmulatorJar.start("--unknown-members", "refuse");
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    private BceClientConfiguration configuration() {
        return new BceClientConfiguration()
                .withCredentials(new DefaultBceCredentials(account, SECRET))
                .withEndpoint(emulator.endpoint().toString());
    }

    private BlbClient blb(String accessKey, String secret, String sessionToken) {
        BlbClientConfiguration configuration = new BlbClientConfiguration();
        configuration.withCredentials(
                sessionToken.isEmpty()
                        ? new DefaultBceCredentials(accessKey, secret)
                        : new DefaultBceSessionCredentials(accessKey, secret, sessionToken));
        configuration.withEndpoint(emulator.endpoint().toString());
        return new BlbClient(configuration);
    }

    private static BlbDetailRequest detail(String blbId) {
        BlbDetailRequest request = new BlbDetailRequest();
        request.setBlbId(blbId);
        return request;
    }

    /** What the getters of an answer give. */
    private static JsonNode seen(Object answer) {
        return JsonUtils.jsonNodeOf(JsonUtils.toJsonString(answer));
    }

    @Test
    @SuppressWarnings("deprecation") // Programs still make this call.
    void networkAndEip() {
        VpcClient vpcs = new VpcClient(configuration());
        SubnetClient subnets = new SubnetClient(configuration());
        EipClient eips = new EipClient(configuration());

        String vpcId = vpcs.createVpc("shop", "192.168.0.0/16").getVpcId();
        String subnetId = subnets.createSubnet("front", vpcId, "192.168.1.0/24", "cn-bj-d")
                .getSubnetId();

        JsonNode vpc = seen(vpcs.getVpc(vpcId)).path("vpc");
        assertThat(vpc.path("name").asText()).isEqualTo("shop");
        assertThat(vpc.path("cidr").asText()).isEqualTo("192.168.0.0/16");
        assertThat(vpc.path("subnets").path(0).path("subnetId").asText()).isEqualTo(subnetId);
        JsonNode subnet = seen(subnets.getSubnet(subnetId)).path("subnet");
        assertThat(subnet.path("zoneName").asText()).isEqualTo("cn-bj-d");
        assertThat(subnet.path("cidr").asText()).isEqualTo("192.168.1.0/24");
        assertThat(subnet.path("vpcId").asText()).isEqualTo(vpcId);
        routes(vpcId);

        BlbClient blb = blb(account, SECRET, "");
        String blbId = blb.createBlb("web", "", vpcId, subnetId).getBlbId();
        String eip = eips.createEip(5).getEip();
        eips.bindEip(eip, blbId, "BLB");
        ListEipsRequest one = new ListEipsRequest();
        one.setEip(eip);
        JsonNode bound = seen(eips.listEips(one)).path("eipList").path(0);
        assertThat(bound.path("status").asText()).isEqualTo("binded");
        assertThat(bound.path("instanceId").asText()).isEqualTo(blbId);
        assertThat(bound.path("bandwidthInMbps").asInt()).isEqualTo(5);
        assertThat(seen(blb.blbDetail(detail(blbId))).path("publicIp").asText()).isEqualTo(eip);
        assertThatThrownBy(() -> subnets.deleteSubnet(subnetId))
                .isInstanceOfSatisfying(
                        BceServiceException.class,
                        refusal -> assertThat(refusal.getErrorCode()).isEqualTo("SUBNET_INUSE"));
        eips.resizeEip(eip, 20);
        assertThat(seen(eips.listEips(one))
                        .path("eipList")
                        .path(0)
                        .path("bandwidthInMbps")
                        .asInt())
                .isEqualTo(20);
        eips.unbindEip(eip);
        eips.releaseEip(eip);
        blb.deleteBlb(blbId);
        subnets.deleteSubnet(subnetId);
        vpcs.deleteVpc(vpcId);
        assertThat(seen(vpcs.listVpcs()).path("vpcs")).hasSize(1);
    }

    private void routes(String vpcId) {
        RouteClient routes = new RouteClient(configuration());
        String table = routes.getRoute("", vpcId).getRouteTableId();
        CreateRouteRequest create = new CreateRouteRequest();
        create.setRouteTableId(table);
        create.setSourceAddress("0.0.0.0/0");
        create.setDestinationAddress("10.1.0.0/24");
        create.setNexthopId("i-emul0001");
        create.setNexthopType("custom");
        String id = routes.createRoute(create).getRouteRuleId();
        UpdateRouteRuleRequest update = new UpdateRouteRuleRequest();
        update.setRouteRuleId(id);
        update.setDescription("node");
        routes.updateRouteRule(update);
        RouteRule rule = routes.getRoute(table, "").getRouteRules().get(0);
        assertThat(rule.getRouteRuleId()).isEqualTo(id);
        assertThat(rule.getRouteTableId()).isEqualTo(table);
        assertThat(rule.getDestinationAddress()).isEqualTo("10.1.0.0/24");
        assertThat(rule.getNexthopId()).isEqualTo("i-emul0001");
        assertThat(rule.getNexthopType()).isEqualTo("custom");
        assertThat(rule.getDescription()).isEqualTo("node");
        routes.deleteRouteRule(id);
        assertThat(routes.getRoute(table, "").getRouteRules()).isEmpty();
    }

    @Test
    void groupsAndMachines() {
        BccClientConfiguration configuration = new BccClientConfiguration();
        configuration.withCredentials(new DefaultBceCredentials(account, SECRET));
        configuration.withEndpoint(emulator.endpoint().toString());
        BccClient bcc = new BccClient(configuration);
        SecurityGroupRuleModel rule = new SecurityGroupRuleModel();
        rule.setDirection("ingress");
        rule.setPortRange("80");
        rule.setProtocol("tcp");
        CreateSecurityGroupRequest request = new CreateSecurityGroupRequest();
        request.setName("web");
        request.setRules(List.of(rule));

        String id = bcc.createSecurityGroup(request).getSecurityGroupId();

        JsonNode groups =
                seen(bcc.listSecurityGroups(new ListSecurityGroupsRequest())).path("securityGroups");
        assertThat(groups)
                .filteredOn(group -> group.path("id").asText().equals(id))
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.path("name").asText()).isEqualTo("web");
                    assertThat(group.path("rules").path(0).path("portRange").asText())
                            .isEqualTo("80");
                });
        bcc.deleteSecurityGroup(id);
        assertThat(seen(bcc.listZones()).path("zones")).hasSize(6);
        assertThat(seen(bcc.listImages()).path("images")).isNotEmpty();
        JsonNode machine = seen(bcc.getInstance("i-emul0001")).path("instance");
        assertThat(machine.path("status").asText()).isEqualTo("Running");
        assertThat(machine.path("internalIp").asText()).isEqualTo("172.24.0.1");
        assertThat(seen(bcc.listInstances()).path("instances")).hasSize(10);

        EsgClient esg = new EsgClient(configuration());
        CreateEsgRequest enterprise = new CreateEsgRequest();
        enterprise.setName("all");
        String esgId = esg.createEsg(enterprise).getEnterpriseSecurityGroupId();
        assertThat(seen(esg.listEsg(new ListEsgRequest())).path("enterpriseSecurityGroups"))
                .extracting(group -> group.path("id").asText())
                .contains(esgId, "esg-emulator0001");
        esg.deleteEsg(esgId);
    }

    @Test
    void certificates() {
        CertClient certificates =
                CertClient.createCertClient(account, SECRET, emulator.endpoint().toString());

        assertThat(seen(certificates.listUserCerts()).path("certs")).hasSize(2);
        assertThat(certificates.getCertInfo("cert-emulator0001").getCertId()).isEqualTo("cert-emulator0001");
        certificates.updateCertName("cert-emulator0002", "renamed");
        assertThat(certificates.getCertInfo("cert-emulator0002").getCertName()).isEqualTo("renamed");
        assertThatThrownBy(() -> certificates.getCertInfo("cert-none"))
                .isInstanceOfSatisfying(
                        BceServiceException.class,
                        refusal -> assertThat(refusal.getErrorCode()).isEqualTo("ResourceNotFoundException"));
    }

    @Test
    void aTemporaryKeyIsOneOfTheAccount() {
        String blbId = blb(account, SECRET, "")
                .createBlb("mine", "", "vpc-emulator0001", "sbn-emulator0001")
                .getBlbId();

        GetSessionTokenResponse key = new StsClient(configuration()).getSessionToken();

        assertThat(blb(key.getAccessKeyId(), key.getSecretAccessKey(), key.getSessionToken())
                        .blbDetail(detail(blbId))
                        .getName())
                .isEqualTo("mine");
        assertThatThrownBy(() -> blb(key.getAccessKeyId(), key.getSecretAccessKey(), "another")
                        .blbDetail(detail(blbId)))
                .isInstanceOfSatisfying(
                        BceServiceException.class,
                        refusal -> assertThat(refusal.getErrorCode()).isEqualTo("InvalidSessionToken"));
    }
}
