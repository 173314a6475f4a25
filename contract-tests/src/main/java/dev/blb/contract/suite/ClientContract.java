package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.client.BlbClient;
import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.ErrorCode;
import dev.blb.client.RetryPolicy;
import dev.blb.client.model.BackendServer;
import dev.blb.client.model.CreateHttpListener;
import dev.blb.client.model.CreateTcpListener;
import dev.blb.client.model.DeleteListeners;
import dev.blb.client.model.HttpListener;
import dev.blb.client.model.Listener;
import dev.blb.client.model.LoadBalancerFilter;
import dev.blb.client.model.LoadBalancerStatus;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.SecurityGroup;
import dev.blb.client.model.ServerSettings;
import dev.blb.client.model.UpdateHttpListener;
import dev.blb.client.model.UpdateLoadBalancer;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Settings.Variable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same stories through our client: it reads what the service says, and says what the service reads. */
@Contract
class ClientContract {
    private static final int ATTEMPTS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(300);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private Given given;
    private BlbClient client;
    private String blbId;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
        client = BlbClient.builder()
                .endpoint(given.endpoint())
                .clock(given.cloud().clock())
                .credentials(given.cloud().credentialsAtPace())
                .connectTimeout(given.pace().connectTimeout())
                .requestTimeout(given.pace().readTimeout())
                .retryPolicy(new RetryPolicy(ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE))
                .waitForPendingChange(true)
                .pendingChangeTimeout(given.pace().patience())
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        given.cleanUp(new Bare(given, blbId)::restore);
    }

    @Test
    @Covers(
            value = Axis.DRIVEN,
            operations = {"DescribeBlb", "DescribeBlbs", "UpdateBlb"})
    @Evidence(value = Source.META, at = "instances, through the client")
    void instancesAreFoundAndChanged() {
        client.loadBalancers().update(blbId, UpdateLoadBalancer.of().desc("by the client"));
        client.loadBalancers().awaitAvailable(blbId, given.pace().patience());
        given.eventually(() -> {
            assertThat(client.loadBalancers().describe(blbId).desc()).isEqualTo("by the client");
            assertThat(client.loadBalancers().all(LoadBalancerFilter.ALL.blbId(blbId)))
                    .singleElement()
                    .satisfies(item -> assertThat(item.status()).isEqualTo(LoadBalancerStatus.AVAILABLE));
        });
    }

    @Test
    @Covers(
            value = Axis.DRIVEN,
            operations = {"CreateBlbHttpListener", "UpdateBlbHttpListener", "DescribeBlbListener", "DeleteBlbListener"})
    @Evidence(value = Source.META, at = "listeners, through the client")
    void listenersAreMadeChangedAndDeleted() {
        client.listeners().create(blbId, CreateTcpListener.of(6379, 6379, Scheduler.HASH));
        client.listeners()
                .create(
                        blbId,
                        CreateHttpListener.of(80, 8080, Scheduler.ROUND_ROBIN).keepSession(true));
        client.listeners().update(blbId, UpdateHttpListener.of(80).serverTimeout(99));

        given.eventually(() -> {
            assertThat(client.listeners().all(blbId).pageSize(1))
                    .extracting(Listener::listenerPort)
                    .containsExactly(80, 6379);
            assertThat(client.listeners().at(blbId, HttpListener.class, 80))
                    .singleElement()
                    .satisfies(http -> assertThat(http.serverTimeout()).isEqualTo(99))
                    .satisfies(http -> assertThat(http.keepSession()).isTrue());
        });
        assertThatThrownBy(() -> client.listeners().create(blbId, CreateTcpListener.of(80, 1, Scheduler.HASH)))
                .isInstanceOfSatisfying(
                        ServiceFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LISTENER_ALREADY_EXIST));
        client.listeners().delete(blbId, DeleteListeners.ports(List.of(80, 6379)));
        given.eventually(() -> assertThat(client.listeners().all(blbId)).isEmpty());
    }

    @Test
    @Covers(
            value = Axis.DRIVEN,
            operations = {"AddBlbServer", "UpdateBlbServer", "DescribeBlbServers", "DeleteBlbServer"})
    @Evidence(value = Source.META, at = "servers, through the client")
    void serversAreAddedChangedAndRemoved() {
        String machine = given.settings().machines().get(0);
        client.backendServers().add(blbId, List.of(ServerSettings.of(machine).weight(7)));
        client.backendServers().update(blbId, List.of(ServerSettings.of(machine).weight(8)));
        given.eventually(() -> assertThat(client.backendServers().all(blbId))
                .extracting(BackendServer::weight)
                .containsExactly(8));
        client.backendServers().remove(blbId, List.of(machine));
        given.eventually(() -> assertThat(client.backendServers().all(blbId)).isEmpty());
    }

    @Test
    @Covers(
            value = Axis.DRIVEN,
            operations = {"BindBlbSecurityGroup", "DescribeBlbSecurityGroups"})
    @Evidence(value = Source.META, at = "security groups, through the client")
    void groupsAreBoundAndListed() {
        String group = given.settings().require(Variable.BLB_TEST_SECURITY_GROUP_ID);
        client.securityGroups().bind(blbId, List.of(group));
        given.eventually(() -> assertThat(client.securityGroups().list(blbId))
                .extracting(SecurityGroup::securityGroupId)
                .containsExactly(group));
        client.securityGroups().unbind(blbId, List.of(group));
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "DescribeBlb")
    @Evidence(value = Source.DOCS, at = "[doc:error-code] through the client")
    void aRefusalIsReadWhole() {
        assertThatThrownBy(() -> client.loadBalancers().describe("lb-0000nope"))
                .isInstanceOfSatisfying(ServiceFailure.class, failure -> {
                    assertThat(failure.status()).isEqualTo(404);
                    assertThat(failure.code()).isEqualTo(ErrorCode.INSTANCE_NOT_FOUND);
                    assertThat(failure.message()).isNotBlank();
                    assertThat(failure.requestId()).isNotBlank();
                });
    }
}
