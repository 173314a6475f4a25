package dev.blb.emulator.fault;

import dev.blb.emulator.consistency.RuleOverride;
import java.time.Duration;

/** What happens to a call that a rule hits, beside a delay. */
public sealed interface Effect {
    /** It is refused with this status, code and message. */
    record Refusal(int status, String code, String message) implements Effect {}

    /**
     * It is refused if more calls come than the rate allows.
     *
     * @param burst how many may come at once
     * @param retryAfter whether the answer has the header Retry-After
     */
    record Throttle(Rate rate, int burst, boolean retryAfter, Refusal refusal) implements Effect {}

    /** Its connection ends without an answer: by RST if it is reset, else by FIN. */
    record Disconnect(boolean reset) implements Effect {}

    /** Its connection is reset, and the ports of the API refuse further ones for this long, in real time. */
    record Outage(Duration time) implements Effect {}

    /**
     * Its answer ends too early, with the connection.
     *
     * @param bytes how many bytes of the body are sent, or -1 where a share counts
     * @param percent the share of the body that is sent, 0 to 99
     */
    record Cut(int bytes, int percent) implements Effect {}

    /** The body of its answer is sent slowly. */
    record Dribble(int bytesPerSecond) implements Effect {}

    /** It is not answered for this long, in real time; then its connection ends. */
    record Stall(Duration limit) implements Effect {}

    /** Its answer has another content type. */
    record ContentType(String type) implements Effect {}

    /** A gateway before the service answers with a page of HTML and status 502. */
    record Gateway() implements Effect {}

    /** It takes effect as this rule says, so that reads after it are stale. */
    record Stale(RuleOverride rule) implements Effect {}

    /** It is only delayed. */
    record Pass() implements Effect {}
}
