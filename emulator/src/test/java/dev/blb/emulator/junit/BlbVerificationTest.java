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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    void aVerdictThatACutBodyCouldChangeIsNone() {
        String server = "{\"instanceId\":\"i-emul%04d\",\"weight\":50,\"desc\":\"" + "x".repeat(150) + "\"}";
        api.send(
                "POST",
                "/v1/blb/" + blbId + "/backendserver",
                "{\"backendServerList\":["
                        + IntStream.range(0, 50).mapToObj(server::formatted).collect(Collectors.joining(",")) + "]}");
        api.send(
                "POST",
                "/v1/blb/" + blbId + "/backendserver",
                "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":7}]}");
        Map<String, ?> long50 = Map.of("backendServerList.0.weight", 50);
        Map<String, ?> short7 = Map.of("backendServerList.0.weight", 7);

        assertThat(world.requests())
                .extracting(call -> call.body().isCut())
                .containsExactly(false, false, false, true, false);
        world.verify("AddBlbServer", times(2));
        world.verify("AddBlbServer", atLeast(1), short7);
        world.verify("AddBlbServer", atMost(2), short7);
        world.verify("CreateBlb", never(), body -> body.has("backendServerList"));
        for (ThrowingCallable undecided : List.<ThrowingCallable>of(
                () -> world.verify("AddBlbServer", never(), long50),
                () -> world.verify("AddBlbServer", times(1), long50),
                () -> world.verify("AddBlbServer", times(1), short7),
                () -> world.verify("AddBlbServer", never(), body -> body.json().contains("i-emul0049")),
                () -> world.verify(
                        "AddBlbServer", atLeast(1), body -> body.toString().contains("i-emul0049")),
                () -> world.verify(
                        "AddBlbServer",
                        never(),
                        body -> body.find("backendServerList.0.weight")
                                .orElseThrow()
                                .equals(50L)),
                () -> world.verify("AddBlbServer", never(), body -> {
                    assertThat(body.text("backendServerList.0.weight")).isEqualTo("50");
                    return true;
                }))) {
            assertThatThrownBy(undecided)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("keeps the first 8192 characters of a body")
                    .hasMessageContaining("1 calls of AddBlbServer have a longer one")
                    .hasMessageContaining("verify(\"AddBlbServer\", times) without a condition");
        }
        assertThatThrownBy(() -> world.verify("AddBlbServer", never(), short7))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("found 1");
        assertThatThrownBy(() -> world.verify("AddBlbServer", times(3), short7))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("found 1")
                .hasMessageContaining("\nThese may fit, but the journal cut their body:\n  AddBlbServer POST");
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
