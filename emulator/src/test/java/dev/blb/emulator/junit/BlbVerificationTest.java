package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.BlbTimes.atLeast;
import static dev.blb.emulator.junit.BlbTimes.atMost;
import static dev.blb.emulator.junit.BlbTimes.never;
import static dev.blb.emulator.junit.BlbTimes.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test asks what its program has sent. */
@BlbTest
class BlbVerificationTest {
    private final BlbWorld world;
    private final SignedApi api;
    private String blbId = "";

    BlbVerificationTest(BlbWorld world) {
        this.world = world;
        this.api = new SignedApi(world.endpoint(), world.credentials());
    }

    @BeforeEach
    void create() {
        blbId = BlbBody.of(api.send(
                        "POST", "/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}"))
                .text("blbId");
        for (int port : new int[] {80, 81}) {
            api.send(
                    "POST",
                    "/v1/blb/" + blbId + "/HTTPlistener",
                    "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}");
        }
    }

    @Test
    void callsAreCounted() {
        // part: verify
        world.verify("CreateBlb", times(1));
        world.verify("CreateBlbHttpListener", times(2));
        world.verify("CreateBlbHttpListener", times(1), body -> body.is("listenerPort", 81));
        world.verify("CreateBlbHttpListener", times(1), Map.of("listenerPort", "80", "scheduler", "RoundRobin"));
        world.verify("CreateBlbHttpListener", atLeast(1));
        world.verify("CreateBlbHttpListener", atMost(2));
        world.verify("ReleaseBlb", never());
        // end: verify
    }

    @Test
    void requestsAreThoseOfTheAccount() {
        List<BlbCall> calls = world.requests();
        assertThat(calls)
                .extracting(BlbCall::operation)
                .containsExactly("CreateBlb", "CreateBlbHttpListener", "CreateBlbHttpListener");
        assertThat(calls.get(0).answer().text("blbId")).isEqualTo(blbId);
        assertThat(calls.get(0).status()).isEqualTo(200);
        world.forgetRequests();
        assertThat(world.requests()).isEmpty();
    }

    @Test
    void aFailureShowsWhatDiffered() {
        assertThatThrownBy(() -> world.verify("CreateBlbHttpListener", times(1), body -> body.is("listenerPort", 443)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected exactly 1 calls of CreateBlbHttpListener, found 0")
                .hasMessageContaining("/v1/blb/" + blbId + "/HTTPlistener")
                .hasMessageContaining("listenerPort is 80")
                .hasMessageContaining("listenerPort is 81");
        assertThatThrownBy(() -> world.verify("CreateBlbHttpListener", times(1), body -> {
                    assertThat(body.text("scheduler")).isEqualTo("Hash");
                    return true;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("RoundRobin")
                .hasMessageContaining("Hash");
        assertThatThrownBy(() -> world.verify("CreateBlbHttpListener", times(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("found 2");
    }

    @Test
    void aFailureShowsTheNearestOperations() {
        assertThatThrownBy(() -> world.verify("CreateBlbTcpListener", times(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Nearest calls of other operations:\n  CreateBlbHttpListener POST");
    }

    @Test
    void aNameThatNoOperationHasIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.verify("CreateBlbHttpListner", never()))
                .withMessageContaining("did you mean CreateBlbHttpListener");
        assertThatIllegalArgumentException().isThrownBy(() -> world.verify(" ", never()));
    }

    @Test
    void contradictionsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> times(-1));
    }

    @Test
    @BlbTest(
            ownServer = true,
            settings = {"--journal", "2"})
    void aVerdictThatDroppedCallsCouldChangeIsNone(BlbWorld small) {
        SignedApi client = new SignedApi(small.endpoint(), small.credentials());
        for (int i = 0; i < 4; i++) {
            client.send("GET", "/v1/blb", "");
        }
        small.verify("DescribeBlbs", atLeast(1));
        assertThatThrownBy(() -> small.verify("CreateBlb", never()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dropped");
        assertThatThrownBy(() -> small.verify("DescribeBlbs", times(4)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dropped");
    }

    @Test
    void jsonIsRead() {
        BlbBody body = BlbBody.of("{\"a\":{\"b\":[1,-2.5e3,\"x\\u00e9\\n\\\"\",true,null]},\"c\":\"\"}");
        assertThat(body.text("a.b.0")).isEqualTo("1");
        assertThat(body.text("a.b.1")).isEqualTo("-2.5E+3");
        assertThat(body.text("a.b.2")).isEqualTo("xé\n\"");
        assertThat(body.is("a.b.3", true)).isTrue();
        assertThat(body.has("a.b.4")).isFalse();
        assertThat(body.has("a.b.5")).isFalse();
        assertThat(body.has("c")).isTrue();
        assertThat(body.has("d.e")).isFalse();
        for (String wrong : List.of("", "{", "{\"a\":}", "[1,]", "{} {}", "nul", "\"\\u12\"", "[".repeat(5000))) {
            assertThat(BlbBody.of(wrong).has("a")).as(wrong).isFalse();
        }
    }
}
