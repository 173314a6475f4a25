package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.LoadBalancer;
import dev.blb.client.model.LoadBalancerFilter;
import dev.blb.client.model.Page;
import dev.blb.client.model.PageRequest;
import dev.blb.client.model.PerformanceLevel;
import dev.blb.client.model.PriceInquiry;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of status 200 that are JSON: which are the API's, and which are somebody else's. */
class AnswerTest {
    /** By what the answer lacks without a member. */
    private static final Map<Consumer<BlbClient>, String> READS = Map.of(
            AnswerTest::list,
            "no array blbList",
            client -> client.loadBalancers().describe("lb-1"),
            "no text blbId",
            client -> client.loadBalancers().create(CreateLoadBalancer.in("vpc-1", "sbn-1")),
            "no text blbId",
            client -> client.billing().resize("lb-1", PerformanceLevel.SMALL1),
            "no text orderId",
            client -> client.billing().price(PriceInquiry.of()),
            "no array prices",
            client -> client.securityGroups().list("lb-1"),
            "no array blbSecurityGroups",
            client -> client.backendServers().health("lb-1", 80, PageRequest.FIRST),
            "no array backendServerList");

    private static Page<LoadBalancer> list(BlbClient client) {
        return client.loadBalancers().list(LoadBalancerFilter.ALL, PageRequest.FIRST);
    }

    private static ServiceFailure failure(String body, Consumer<BlbClient> call) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, body));
                BlbClient client = new TestTime().client(server).build()) {
            return catchThrowableOfType(ServiceFailure.class, () -> call.accept(client));
        }
    }

    private static void assertUnrecognized(String body, Consumer<BlbClient> call, String cause) throws Exception {
        assertThat(failure(body, call))
                .as(body)
                .isNotNull()
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNRECOGNIZED))
                .satisfies(refused -> assertThat(refused.message()).isEqualTo(body))
                .hasRootCauseMessage(cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[{\"blbId\":\"lb-1\"}]", "\"lb-1\"", "7"})
    void whatIsNoObjectIsNotTheApis(String body) throws Exception {
        for (Consumer<BlbClient> call : READS.keySet()) {
            assertUnrecognized(body, call, "no JSON object");
        }
        assertUnrecognized(body, client -> client.loadBalancers().release("lb-1"), "no JSON object");
    }

    @Test
    void anAnswerWithoutItsListOrIdIsNotTheApis() throws Exception {
        for (Map.Entry<Consumer<BlbClient>, String> read : READS.entrySet()) {
            assertUnrecognized("{\"hello\":1}", read.getKey(), read.getValue());
        }
        for (String id : List.of("null", "\"\"", "7")) {
            assertUnrecognized(
                    "{\"blbId\":" + id + "}", client -> client.loadBalancers().describe("lb-1"), "no text blbId");
        }
        for (String value : List.of("{}", "\"\"", "7")) {
            assertUnrecognized("{\"blbList\":" + value + "}", AnswerTest::list, "no array blbList");
        }
    }

    @Test
    void anItemThatIsNoObjectIsNotTheApis() throws Exception {
        for (String item : List.of("null", "[]", "\"\"", "7")) {
            assertUnrecognized(
                    "{\"blbList\":[" + item + "]}", AnswerTest::list, "an item of blbList is no JSON object");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "{}", "{\"hello\":1}"})
    void whereNothingIsExpectedNothingIsMissed(String body) throws Exception {
        assertThat(failure(body, client -> client.loadBalancers().release("lb-1")))
                .isNull();
    }

    @Test
    void aListThatIsNullIsEmpty() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{\"blbList\":null}"));
                BlbClient client = new TestTime().client(server).build()) {
            assertThat(list(client).items()).isEmpty();
        }
    }
}
