package dev.blb.emulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the journal says of planned faults. */
class FiredTest {
    private static String sentence(Duration delay, Effect effect) {
        ActivePlan plan = new ActivePlan(new FaultPlan(1, List.of(), List.of()), Clock.systemUTC());
        return new Fired("mine", false, delay, effect, 0, plan).sentence();
    }

    @Test
    void aFaultIsDescribedInWords() {
        Effect.Refusal refusal = new Effect.Refusal(503, "ServiceUnavailable", "later");

        assertThat(sentence(Duration.ZERO, refusal))
                .isEqualTo("Planned fault \"mine\": refused with 503 ServiceUnavailable.");
        assertThat(sentence(Duration.ofMillis(20), new Effect.Pass()))
                .isEqualTo("Planned fault \"mine\": delayed by 20 ms.");
        assertThat(sentence(Duration.ofMillis(20), new Effect.Disconnect(true)))
                .isEqualTo("Planned fault \"mine\": delayed by 20 ms; its connection is reset.");
        assertThat(sentence(Duration.ZERO, new Effect.Throttle(Rate.parse("60/m"), 5, true, refusal)))
                .isEqualTo("Planned fault \"mine\": refused with 503 ServiceUnavailable beyond 60 calls in 60 s"
                        + " (at most 5 at once). Throttling is an assumption: no page of the service documents it.");
    }
}
