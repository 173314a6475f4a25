import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.baidubce.BceServiceException;
import com.baidubce.auth.DefaultBceCredentials;
import com.baidubce.services.blb.BlbClientConfiguration;
import dev.blb.client.BlbClient;
import dev.blb.client.BlbException;
import dev.blb.client.ErrorCode;
import dev.blb.client.model.CreateHttpListener;
import dev.blb.client.model.HttpListener;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.ServerSettings;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The official SDK and this project's client in one program, in one account. */
@BlbTest
class BesideTheOfficialSdkTest {
    @Test
    void bothReadWhatTheOtherWrote(URI endpoint, BlbCredentials credentials) {
        com.baidubce.services.blb.BlbClient official = official(endpoint, credentials);
        try (BlbClient client = client(endpoint, credentials)) {
            String blbId = official.createBlb("web", "made by the SDK", "vpc-emulator0001", "sbn-emulator0001")
                    .getBlbId();
            client.listeners().create(blbId, CreateHttpListener.of(80, 8080, Scheduler.ROUND_ROBIN));
            client.backendServers().add(blbId, List.of(ServerSettings.of("i-emul0001").weight(50)));

            assertEquals("web", client.loadBalancers().describe(blbId).name());
            HttpListener listener = assertInstanceOf(
                    HttpListener.class, client.listeners().all(blbId).iterator().next());
            assertEquals(8080, listener.backendPort());
            assertEquals("web", official.listBlbs(null, null, blbId, null).getBlbList().get(0).getName());
            assertEquals(
                    "i-emul0001",
                    official.listBackendServers(blbId).getBackendServerList().get(0).getInstanceId());

            client.loadBalancers().release(blbId);
        }
    }

    @Test
    void bothReadErrors(URI endpoint, BlbCredentials credentials) {
        com.baidubce.services.blb.BlbClient official = official(endpoint, credentials);
        try (BlbClient client = client(endpoint, credentials)) {
            BlbException failure =
                    assertThrows(BlbException.class, () -> client.loadBalancers().describe("lb-00000000"));
            assertTrue(failure.is(ErrorCode.INSTANCE_NOT_FOUND));
            BceServiceException other = assertThrows(BceServiceException.class, () -> official.deleteBlb("lb-00000000"));
            assertEquals("InstanceNotFound", other.getErrorCode());
        }
    }

    private static BlbClient client(URI endpoint, BlbCredentials credentials) {
        return BlbClient.builder()
                .endpoint(endpoint)
                .credentials(credentials.accessKey(), credentials.secretKey())
                .build();
    }

    private static com.baidubce.services.blb.BlbClient official(URI endpoint, BlbCredentials credentials) {
        BlbClientConfiguration configuration = new BlbClientConfiguration();
        configuration.withCredentials(new DefaultBceCredentials(credentials.accessKey(), credentials.secretKey()));
        configuration.withEndpoint(endpoint.toString());
        return new com.baidubce.services.blb.BlbClient(configuration);
    }
}
