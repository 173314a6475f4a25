import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blb.client.BlbClient;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.emulator.testcontainers.BlbEmulatorContainer;
import org.junit.jupiter.api.Test;

class ContainerTest {
    @Test
    void theImageServes() {
        try (BlbEmulatorContainer emulator = new BlbEmulatorContainer("blb-emulator")) {
            emulator.start();
            try (BlbClient blb = BlbClient.builder()
                    .endpoint(emulator.endpoint())
                    .credentials(
                            emulator.credentials().accessKey(),
                            emulator.credentials().secretKey())
                    .build()) {
                blb.loadBalancers().create(CreateLoadBalancer.in("vpc-emulator0001", "sbn-emulator0001"));
                assertEquals(1, blb.loadBalancers().all().stream().count());
            }
        }
    }
}
