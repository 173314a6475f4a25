package dev.blb.contract.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.client.BlbClient;
import dev.blb.client.BlbException;
import dev.blb.client.ErrorCode;
import dev.blb.client.RetryPolicy;
import dev.blb.client.model.BackendServer;
import dev.blb.client.model.CreateHttpListener;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.Listener;
import dev.blb.client.model.LoadBalancerStatus;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.ServerSettings;
import dev.blb.emulator.junit.BlbTest;
import dev.blb.emulator.junit.BlbWorld;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client over TLS, with the authority of the JUnit extension's server. */
@BlbTest(https = true)
class ClientHttpsTest {
    private static BlbClient.Builder client(BlbWorld world, URI endpoint) {
        return BlbClient.builder()
                .endpoint(endpoint)
                .connectTimeout(Duration.ofMinutes(1))
                .requestTimeout(Duration.ofMinutes(1))
                .credentials(
                        world.credentials().accessKey(), world.credentials().secretKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void aBalancerIsMadeUsedAndReleased(String host, BlbWorld world) {
        URI endpoint = URI.create("https://" + host + ":" + world.httpsUri().getPort());
        try (BlbClient blb =
                client(world, endpoint).sslContext(world.sslContext()).build()) {
            String blbId = blb.loadBalancers()
                    .create(CreateLoadBalancer.in("vpc-emulator0001", "sbn-emulator0001")
                            .name("web"))
                    .blbId();
            blb.listeners().create(blbId, CreateHttpListener.of(80, 8080, Scheduler.ROUND_ROBIN));
            blb.backendServers()
                    .add(blbId, List.of(ServerSettings.of("i-emul0001").weight(50)));

            assertThat(blb.loadBalancers().describe(blbId)).satisfies(described -> {
                assertThat(described.name()).isEqualTo("web");
                assertThat(described.status()).isEqualTo(LoadBalancerStatus.AVAILABLE);
            });
            assertThat(blb.listeners().all(blbId))
                    .extracting(Listener::listenerPort)
                    .containsExactly(80);
            assertThat(blb.backendServers().all(blbId))
                    .extracting(BackendServer::instanceId, BackendServer::weight)
                    .map(Object::toString)
                    .containsExactly("(\"i-emul0001\", 50)");
            blb.loadBalancers().release(blbId);
            assertThatThrownBy(() -> blb.loadBalancers().describe(blbId))
                    .isInstanceOfSatisfying(
                            BlbException.class,
                            failure -> assertThat(failure.is(ErrorCode.INSTANCE_NOT_FOUND))
                                    .isTrue());
        }
    }

    @Test
    void withoutTheContextTheServerIsNotTrusted(BlbWorld world) {
        try (BlbClient blb =
                client(world, world.httpsUri()).retryPolicy(RetryPolicy.none()).build()) {
            assertThatThrownBy(() -> blb.loadBalancers().all().stream().count())
                    .isInstanceOf(BlbException.TransportFailure.class)
                    .hasMessageContaining(world.httpsUri() + ": the server's certificate is not trusted")
                    .hasMessageContaining("sslContext");
        }
    }
}
