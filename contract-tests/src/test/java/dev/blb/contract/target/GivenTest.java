package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
