package dev.blb.emulator.asynchrony;

import dev.blb.emulator.api.Operation;
import java.time.Duration;

/** A way in which writes take effect. The lengths of time are assumptions [m52] around the few that were seen. */
public enum Profile {
    /** At once, or after the account's settle delay: nothing else is seen than the documented states. */
    INSTANT {
        @Override
        Rule rule(Operation operation, Duration settleDelay) {
            return Rule.taking(
                    Pace.of(operation == Operation.CREATE_BLB || moves(operation) ? settleDelay : Duration.ZERO));
        }
    },
    /** As on the real service on a good day: a create was seen to take four seconds [k8s], clients poll every 5 to 10. */
    REALISTIC {
        @Override
        Rule rule(Operation operation, Duration settleDelay) {
            return switch (operation) {
                case CREATE_BLB -> Rule.taking(Pace.parse("3s..8s"));
                case RELEASE_BLB, REFUND_BLB -> Rule.lingering(Pace.parse("1s..3s"));
                case RESIZE_BLB -> Rule.taking(Pace.parse("2s..5s"));
                default -> moves(operation) ? Rule.taking(Pace.parse("500ms..2s")) : Rule.AT_ONCE;
            };
        }
    },
    /**
     * As on its worst day: a new instance is missing for a while, list and detail disagree, a released one lingers, writes
     * are refused although the instance is available, and some answers are lost after the write took effect.
     */
    HOSTILE {
        @Override
        Rule rule(Operation operation, Duration settleDelay) {
            return switch (operation) {
                case CREATE_BLB -> hostile("4s..12s", "4s..15s", "0..4s", "0..8s");
                case RELEASE_BLB, REFUND_BLB -> hostile("1s..4s", "settled", "1s..5s", "2s..10s");
                default ->
                    moves(operation)
                            ? hostile("1s..5s", "1s..8s", "0", "0..5s")
                            : new Rule(Pace.AT_ONCE, Pace.AT_ONCE, Pace.AT_ONCE, Pace.AT_ONCE, 0, LOST_PERCENT);
            };
        }
    };

    private static final int LOST_PERCENT = 5;

    private static Rule hostile(String settle, String writable, String detail, String list) {
        return new Rule(
                Pace.parse(settle), Pace.parse(writable), Pace.parse(detail), Pace.parse(list), 0, LOST_PERCENT);
    }

    private static boolean moves(Operation operation) {
        return operation.effect() == Operation.Effect.UPDATE;
    }

    /** What it says of a write operation. */
    abstract Rule rule(Operation operation, Duration settleDelay);
}
