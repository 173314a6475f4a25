package dev.blb.emulator.consistency;

import dev.blb.emulator.api.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A set of rules for all write operations. The durations are assumptions around the few that were observed [m52]. */
public enum Profile {
    /** Every write takes effect at once, but for the account's settle delay. */
    INSTANT {
        @Override
        Rule rule(Operation operation, Duration settleDelay) {
            return switch (operation) {
                case CREATE_BLB -> Rule.settling(DelaySpec.of(settleDelay));
                case RELEASE_BLB, REFUND_BLB -> Rule.releasing(DelaySpec.NONE);
                default -> updates(operation) ? Rule.settling(DelaySpec.of(settleDelay)) : Rule.IMMEDIATE;
            };
        }
    },
    /** As the real service usually does: a create was seen to take four seconds [k8s], clients poll every 5 to 10. */
    REALISTIC {
        @Override
        Rule rule(Operation operation, Duration settleDelay) {
            return switch (operation) {
                case CREATE_BLB -> Rule.settling(DelaySpec.parse("3s..8s"));
                case RELEASE_BLB, REFUND_BLB -> Rule.releasing(DelaySpec.parse("1s..3s"));
                case RESIZE_BLB -> Rule.settling(DelaySpec.parse("2s..5s"));
                default -> updates(operation) ? Rule.settling(DelaySpec.parse("500ms..2s")) : Rule.IMMEDIATE;
            };
        }
    },
    /**
     * The worst that a client must cope with: a new instance is missing for a while, list and detail disagree, a released one
     * is still shown, writes are refused although the instance is available, and some answers are lost after the write.
     */
    HOSTILE {
        @Override
        Rule rule(Operation operation, Duration settleDelay) {
            return switch (operation) {
                case CREATE_BLB -> hostile("4s..12s", "4s..15s", "0..4s", "0..8s");
                case RELEASE_BLB, REFUND_BLB -> hostile("1s..4s", "settled", "1s..5s", "2s..10s");
                default -> updates(operation) ? hostile("1s..5s", "1s..8s", "0", "0..5s") : hostile("0", "0", "0", "0");
            };
        }
    };

    private static final int LOST_PERCENT = 5;

    private static Rule hostile(String settle, String writable, String detail, String list) {
        return new Rule(
                DelaySpec.parse(settle),
                DelaySpec.parse(writable),
                DelaySpec.parse(detail),
                DelaySpec.parse(list),
                0,
                LOST_PERCENT);
    }

    private static boolean updates(Operation operation) {
        return operation.effect() == Operation.Effect.UPDATE;
    }

    /** The names by which requests know them, in the order of their severity. */
    public static List<String> names() {
        return Stream.of(values()).map(Profile::wireName).toList();
    }

    /** The one that a request calls so. */
    public static Profile named(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /** What requests call it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The rule of a write operation. */
    abstract Rule rule(Operation operation, Duration settleDelay);
}
