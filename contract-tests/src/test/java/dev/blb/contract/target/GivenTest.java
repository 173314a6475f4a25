package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What the cases of a class share. */
class GivenTest {
    @Test
    void everyCaseOfAFixtureThatLacksAVariableIsSkippedForIt() {
        AtomicInteger attempts = new AtomicInteger();
        Function<Given, Integer> maker = given -> {
            String listener = "{\"listenerPort\":80,\"backendPort\":80,\"scheduler\":\"RoundRobin\"}";
            given.listener(given.lease(), "TCP", listener);
            attempts.incrementAndGet();
            throw new TestAbortedException("BLB_TEST_CERT_ID is not set");
        };
        try (Target target = Target.open(Target.Options.emulator(), Map.of());
                Given given = new Given(target)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> given.fixture(Integer.class, maker))
                        .isInstanceOf(TestAbortedException.class)
                        .hasMessage("BLB_TEST_CERT_ID is not set");
            }
        }
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aLoadBalancerThatIsStillThereAfterItsReleaseIsLeftOver() {
        Target.Options usual = Target.Options.emulator();
        Target.Options impatient = new Target.Options(
                usual.name(),
                usual.behaviour(),
                usual.rate(),
                Duration.ofMillis(300),
                usual.direct(),
                usual.folder(),
                true);
        try (Target target = Target.open(impatient, Map.of());
                Given given = new Given(target)) {
            String blbId = given.own();
            String plan = "{\"rules\":[{\"name\":\"kept\",\"match\":{\"operation\":\"ReleaseBlb\"},"
                    + "\"effect\":{\"status\":404,\"code\":\"InstanceNotFound\"}}]}";
            target.cloud().send("PUT", "/_blb/faults", plan, Map.of()).ok();

            assertThatThrownBy(given::endCase)
                    .isInstanceOf(Undecided.class)
                    .hasMessage("load balancer " + blbId
                            + " is left over: its release was answered with 404, and it is still there");

            target.cloud().send("DELETE", "/_blb/faults", "", Map.of()).ok();
        }
    }
}
