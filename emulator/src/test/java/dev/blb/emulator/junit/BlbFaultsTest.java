package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.BlbTimes.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A test lets calls of its program fail. */
@BlbTest
class BlbFaultsTest {
    private final BlbWorld world;
    private final SignedApi api;

    BlbFaultsTest(BlbWorld world) {
        this.world = world;
        this.api = new SignedApi(world.endpoint(), world.credentials());
    }

    @Test
    void aProgramTriesAgain() {
        // part: faults
        world.faults().plan("""
                {"rules": [
                  {"name": "busy", "match": {"operation": "DescribeBlbs", "first": 2}, "effect": {"status": 503}}
                ]}""");
        for (int i = 0; i < 3; i++) {
            api.send("GET", "/v1/blb", "");
        }
        world.faults().assertAllFired();
        world.verify("DescribeBlbs", times(3));
        // end: faults
        assertThat(world.faults().fired("busy")).isEqualTo(2);
        assertThat(world.requests()).extracting(BlbCall::status).containsExactly(503, 503, 200);
    }

    @Test
    void whatDidNotFireIsSaid() {
        assertThatThrownBy(() -> world.faults().assertAllFired())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no fault plan");
        world.faults()
                .plan("{\"rules\":[{\"name\":\"twice\",\"match\":{\"first\":2},\"effect\":{\"status\":503}},"
                        + "{\"name\":\"any\",\"match\":{\"operation\":\"CreateBlb\"},\"effect\":{\"status\":503}}]}");
        api.send("GET", "/v1/blb", "");
        assertThatThrownBy(() -> world.faults().assertAllFired())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("twice: planned 2, fired 1, of 1 calls")
                .hasMessageContaining("any: planned any number, fired 0, of 0 calls")
                .hasMessageContaining("DescribeBlbs GET /v1/blb  -> 503 ServiceUnavailable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.faults().fired("thrice"))
                .withMessageContaining("[twice, any]");
    }

    @Test
    void presetsHaveNames() {
        world.faults().preset("throttled", 7);
        for (int i = 0; i < 11; i++) {
            api.send("GET", "/v1/blb", "");
        }
        assertThat(world.requests())
                .filteredOn(call -> call.status() == 429)
                .hasSize(world.faults().fired("throttled"));
        world.faults().clear();
        assertThatIllegalArgumentException().isThrownBy(() -> world.faults().fired("throttled"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.faults().preset("throtled"))
                .withMessageContaining("did you mean throttled?");
    }
}
