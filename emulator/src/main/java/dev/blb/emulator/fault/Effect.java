package dev.blb.emulator.fault;

import dev.blb.emulator.consistency.RuleOverride;
import java.time.Duration;

/** What happens to a call that a rule hits, beside a delay. */
public sealed interface Effect {
    /** What the call meets, for the journal; the empty text if it is only delayed. */
    String sentence();

    /** It is refused with this status, code and message. */
    record Refusal(int status, String code, String message) implements Effect {
        @Override
        public String sentence() {
            return "refused with " + status + " " + code;
        }
    }

    /**
     * It is refused if more calls come than the rate allows.
     *
     * @param burst how many may come at once
     * @param retryAfter whether the answer has the header Retry-After
     */
    record Throttle(Rate rate, int burst, boolean retryAfter, Refusal refusal) implements Effect {
        @Override
        public String sentence() {
            return refusal.sentence() + " beyond " + rate.calls() + " calls in "
                    + rate.time().toSeconds() + " s (at most " + burst + " at once)";
        }
    }

    /** Its connection ends without an answer: by RST if it is reset, else by FIN. */
    record Disconnect(boolean reset) implements Effect {
        @Override
        public String sentence() {
            return reset ? "its connection is reset" : "its connection ends without an answer";
        }
    }

    /** Its connection is reset, and the ports of the API refuse further ones for this long, in real time. */
    record Outage(Duration time) implements Effect {
        @Override
        public String sentence() {
            return "its connection is reset, and further ones are refused for " + time.toMillis() + " ms";
        }
    }

    /**
     * Its answer ends too early, with the connection.
     *
     * @param bytes how many bytes of the body are sent, or -1 where a share counts
     * @param percent the share of the body that is sent, 0 to 99
     */
    record Cut(int bytes, int percent) implements Effect {
        @Override
        public String sentence() {
            return "its answer ends after " + (bytes < 0 ? percent + " % of the body" : bytes + " bytes of the body");
        }
    }

    /** The body of its answer is sent slowly. */
    record Dribble(int bytesPerSecond) implements Effect {
        @Override
        public String sentence() {
            return "its answer is sent at " + bytesPerSecond + " bytes per second";
        }
    }

    /** It is not answered for this long, in real time; then its connection ends. */
    record Stall(Duration limit) implements Effect {
        @Override
        public String sentence() {
            return "not answered for " + limit.toMillis() + " ms";
        }
    }

    /** Its answer has another content type. */
    record ContentType(String type) implements Effect {
        @Override
        public String sentence() {
            return "its answer has the content type " + type;
        }
    }

    /** A gateway before the service answers with a page of HTML and status 502. */
    record Gateway() implements Effect {
        @Override
        public String sentence() {
            return "a gateway answers 502 with a page of HTML";
        }
    }

    /** The load balancer that it makes or releases is there or gone as this rule says, so that reads after it are stale. */
    record Stale(RuleOverride rule) implements Effect {
        @Override
        public String sentence() {
            return "its effect shows later";
        }
    }

    /** It is only delayed. */
    record Pass() implements Effect {
        @Override
        public String sentence() {
            return "";
        }
    }
}
