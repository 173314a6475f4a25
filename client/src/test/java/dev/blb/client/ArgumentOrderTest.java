package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.client.model.CertDomain;
import dev.blb.client.model.CreateHttpsListener;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.CreateSslListener;
import dev.blb.client.model.LoadBalancerFilter;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.ServerSettings;
import dev.blb.client.model.UpdateHttpsListener;
import dev.blb.client.model.UpdateSslListener;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Two texts in the wrong order, or the id of something else, are refused before anything is sent. */
class ArgumentOrderTest {
    private static void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(parts);
    }

    @Test
    void vpcAndSubnet() {
        refused(
                () -> CreateLoadBalancer.in("sbn-1", "vpc-1"),
                "vpcId \"sbn-1\" is the id of a subnet",
                "VPC comes first");
        refused(() -> CreateLoadBalancer.in("vpc-1", "vpc-1"), "subnetId \"vpc-1\" is the id of a VPC");
        refused(() -> CreateLoadBalancer.in("sbn-1", "sbn-1"), "vpcId \"sbn-1\"");
    }

    @Test
    void certificateAndDomain() {
        refused(() -> new CertDomain("www.example.org", "cert-1"), "certId \"www.example.org\" is a domain");
        refused(() -> new CertDomain("cert-1", "cert-2"), "host \"cert-2\" is the id of a certificate");
        refused(() -> new CertDomain("*.example.org", "*.example.org"), "certId");
        refused(() -> new CertDomain("lb-1", "a.b"), "certId \"lb-1\" is the id of a load balancer", "comes first");
        refused(() -> new CertDomain("cert-1", "lb-2"), "host \"lb-2\" is the id of a load balancer");

        assertThat(new CertDomain("cert-1", "*.example.org").host()).isEqualTo("*.example.org");
        assertThat(new CertDomain("cert-1", "cert-pages.example.org").host()).isEqualTo("cert-pages.example.org");
        assertThat(new CertDomain("cert-1", "localhost").host()).isEqualTo("localhost");
    }

    @Test
    void ordinaryAndEnterpriseSecurityGroups() {
        try (BlbClient client = BlbClient.builder()
                .endpoint(URI.create("http://127.0.0.1:1"))
                .credentials("k", "s")
                .build()) {
            SecurityGroups groups = client.securityGroups();
            List<String> enterprise = List.of("g-1", "esg-1");
            refused(() -> groups.bind("lb-1", enterprise), "\"esg-1\" is the id of an enterprise security group");
            refused(() -> groups.unbind("lb-1", enterprise), "\"esg-1\"");
            refused(() -> groups.bindEnterprise("lb-1", enterprise), "\"g-1\" is the id of an ordinary security group");
            refused(() -> groups.unbindEnterprise("lb-1", enterprise), "\"g-1\"");
            refused(() -> groups.bind("lb-1", List.of("lb-2")), "securityGroupIds \"lb-2\" is the id of a load");
            refused(() -> groups.bind("lb-1", List.of("vpc-1")), "securityGroupIds \"vpc-1\" is the id of a VPC");
            refused(() -> groups.bindEnterprise("lb-1", List.of("lb-2")), "\"lb-2\" is the id of a load balancer");
            refused(() -> groups.bind("lb-1", List.of()), "securityGroupIds is empty");
            refused(() -> groups.unbindEnterprise("lb-1", List.of()), "enterpriseSecurityGroupIds is empty");
            refused(() -> groups.bind("lb-1", List.of("")), "securityGroupIds is blank");
            refused(() -> client.backendServers().add("lb-1", List.of()), "servers is empty");
            refused(() -> client.backendServers().update("lb-1", List.of()), "servers is empty");
            refused(() -> client.backendServers().remove("lb-1", List.of()), "instanceIds is empty");
            refused(() -> client.listeners().all("vpc-1"), "blbId \"vpc-1\" is the id of a VPC");
            refused(() -> client.backendServers().all("vpc-1"), "blbId \"vpc-1\" is the id of a VPC");
            refused(() -> client.backendServers().allHealth("vpc-1", 80), "blbId \"vpc-1\" is the id of a VPC");
        }
    }

    @Test
    void certificatesOfListeners() {
        for (String wrong : List.of("www.example.org", "lb-12345678", "")) {
            String message = "certId " + (wrong.isEmpty() ? "is blank" : "\"" + wrong + "\" is ");
            refused(() -> CreateHttpsListener.of(1, 2, Scheduler.HASH, wrong), message);
            refused(() -> CreateSslListener.of(1, 2, Scheduler.HASH, wrong), message);
            refused(() -> UpdateHttpsListener.of(1).certIds(List.of("cert-1", wrong)), "certIds ");
            refused(() -> UpdateSslListener.of(1).clientCertIds(List.of(wrong)), "clientCertIds ");
        }
        refused(() -> UpdateHttpsListener.of(1).certIds(List.of()), "certIds is empty; allowed is one element or more");
        assertThat(UpdateHttpsListener.of(1).clientCertIds(List.of()).members().asMap())
                .as("none")
                .containsEntry("clientCertIds", List.of());
    }

    @Test
    void idsOfFiltersAndOfPlaces() {
        refused(() -> LoadBalancerFilter.ALL.blbId("vpc-1"), "blbId \"vpc-1\" is the id of a VPC");
        refused(() -> LoadBalancerFilter.ALL.bccId("lb-1"), "bccId \"lb-1\" is the id of a load balancer");
        refused(() -> LoadBalancerFilter.ALL.blbId(""), "blbId is blank");
        refused(() -> CreateLoadBalancer.in("lb-1", "sbn-1"), "vpcId \"lb-1\" is the id of a load balancer");
        refused(() -> CreateLoadBalancer.in("vpc-1", "esg-1"), "subnetId \"esg-1\" is the id of an enterprise");
        refused(() -> CreateLoadBalancer.in("", "sbn-1"), "vpcId is blank");
        refused(() -> CreateLoadBalancer.in("vpc-1", " "), "subnetId is blank");
        CreateLoadBalancer create = CreateLoadBalancer.in("vpc-1", "sbn-1");
        refused(() -> create.resourceGroupId(""), "resourceGroupId is blank");
        refused(() -> create.layer4ClusterId(""), "layer4ClusterId is blank");
        refused(() -> create.layer7ClusterId(""), "layer7ClusterId is blank");
        assertThat(LoadBalancerFilter.ALL.blbId("0a1b").members().asMap()).containsEntry("blbId", "0a1b");
    }

    @Test
    void loadBalancersAndMachines() {
        try (BlbClient client = BlbClient.builder()
                .endpoint(URI.create("http://127.0.0.1:1"))
                .credentials("k", "s")
                .build()) {
            LoadBalancers balancers = client.loadBalancers();
            refused(() -> balancers.describe("vpc-1"), "blbId \"vpc-1\" is the id of a VPC");
            refused(() -> balancers.release("sbn-1"), "blbId \"sbn-1\" is the id of a subnet");
            refused(() -> balancers.awaitAvailable("i-1", Duration.ofHours(1)), "\"i-1\" is the id of a machine");
            refused(
                    () -> client.backendServers().remove("cert-1", List.of("i-1")),
                    "\"cert-1\" is the id of a certificate");
            refused(() -> client.securityGroups().bind("g-1", List.of("lb-1")), "\"g-1\" is the id of an ordinary");
            refused(
                    () -> client.securityGroups().bind("esg-1", List.of("g-1")),
                    "\"esg-1\" is the id of an enterprise");
            refused(
                    () -> client.backendServers().remove("lb-1", List.of("i-1", "lb-2")),
                    "instanceIds \"lb-2\" is the id of a load");
            refused(() -> client.billing().refund("ip-1"), "blbId \"ip-1\" is the id of an EIP");
        }
        refused(() -> ServerSettings.of("lb-1"), "instanceId \"lb-1\" is the id of a load balancer");
    }
}
