package dev.blb.emulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.consistency.ShownLater;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A rule of a plan.
 *
 * @param times how often it is applied at most; {@link Long#MAX_VALUE} for any number
 */
record FaultRule(
        String name, Match match, Selection selection, boolean after, DelayTime delay, Effect effect, long times) {
    /** Whether it is about a call: one that fits, and on which its effect can be seen. */
    boolean fits(Asked asked, Duration sinceBegin) {
        return match.fits(asked, sinceBegin)
                && (!(effect instanceof Effect.Stale) || ShownLater.of(asked.operation()) == ShownLater.EXISTENCE);
    }

    /**
     * Which calls it is about: those that fit all that is given.
     *
     * @param reads true for reads, false for all other operations
     * @param body values by the paths of members, such as {@code listenerPort} or {@code backendServerList.0.weight}
     * @param begin how long after the plan began the rule begins to count
     * @param length for how long it counts then
     */
    record Match(
            Optional<Operation> operation,
            Optional<Boolean> reads,
            Optional<String> blbId,
            Map<String, String> query,
            Map<String, String> body,
            Duration begin,
            Optional<Duration> length) {
        boolean fits(Asked asked, Duration sinceBegin) {
            boolean isRead = asked.operation().effect() == Operation.Effect.READ;
            return operation.map(asked.operation()::equals).orElse(true)
                    && reads.map(wanted -> wanted == isRead).orElse(true)
                    && blbId.map(asked.blbId()::equals).orElse(true)
                    && sinceBegin.compareTo(begin) >= 0
                    && length.map(limit -> sinceBegin.compareTo(begin.plus(limit)) < 0)
                            .orElse(true)
                    && query.entrySet().stream()
                            .allMatch(
                                    each -> each.getValue().equals(asked.query().get(each.getKey())))
                    && (body.isEmpty() || hasMembers(asked.body().get()));
        }

        private boolean hasMembers(ObjectNode given) {
            return body.entrySet().stream().allMatch(each -> {
                JsonNode node = given;
                for (String name : each.getKey().split("\\.", -1)) {
                    node = node.isArray() && name.matches("\\d{1,6}")
                            ? node.path(Integer.parseInt(name))
                            : node.path(name);
                }
                return node.isValueNode() && node.asText().equals(each.getValue());
            });
        }
    }

    /** Which of the calls that fit are hit. */
    sealed interface Selection {
        /**
         * Whether a call is hit.
         *
         * @param number the number of the call among those that fit, from 1 on
         * @param draw a number from 0 up to 1 that belongs to it
         */
        boolean hits(long number, double draw);

        /** Each of the first ones. */
        record First(long count) implements Selection {
            @Override
            public boolean hits(long number, double draw) {
                return number <= count;
            }
        }

        /** One of them. */
        record Nth(long wanted) implements Selection {
            @Override
            public boolean hits(long number, double draw) {
                return number == wanted;
            }
        }

        /** One of so many, the last of each row. */
        record Every(long count) implements Selection {
            @Override
            public boolean hits(long number, double draw) {
                return number % count == 0;
            }
        }

        /** So many of a hundred, drawn by the plan's seed. */
        record Percent(int percent) implements Selection {
            @Override
            public boolean hits(long number, double draw) {
                return draw * 100 < percent;
            }
        }
    }
}
