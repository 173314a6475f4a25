import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blb.client.BlbClient;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.LoadBalancerStatus;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbTest;
import dev.blb.emulator.junit.BlbWorld;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@BlbTest
class LoadBalancerTest {
    @Test
    void aTestIsAloneInItsAccount(URI endpoint, BlbCredentials credentials) {
        try (BlbClient blb = client(endpoint, credentials)) {
            blb.loadBalancers().create(CreateLoadBalancer.in("vpc-emulator0001", "sbn-emulator0001"));
            assertEquals(1, blb.loadBalancers().all().stream().count());
        }
    }

    @Test
    @BlbTest(ownServer = true, settleDelay = "1h")
    void anHourPasses(URI endpoint, BlbCredentials credentials, BlbWorld world) {
        try (BlbClient blb = client(endpoint, credentials)) {
            String blbId = blb.loadBalancers()
                    .create(CreateLoadBalancer.in("vpc-emulator0001", "sbn-emulator0001"))
                    .blbId();
            assertEquals(LoadBalancerStatus.CREATING, blb.loadBalancers().describe(blbId).status());
            world.clock().advance(Duration.ofHours(1));
            assertEquals(LoadBalancerStatus.AVAILABLE, blb.loadBalancers().describe(blbId).status());
        }
    }

    private static BlbClient client(URI endpoint, BlbCredentials credentials) {
        return BlbClient.builder()
                .endpoint(endpoint)
                .credentials(credentials.accessKey(), credentials.secretKey())
                .build();
    }
}
