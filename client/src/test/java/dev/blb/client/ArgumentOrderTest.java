package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.client.model.CertDomain;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.ServerSettings;
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
        }
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
