package dev.blb.emulator.journal;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which calls are asked for: those that fit all conditions that are given.
 *
 * @param account the empty text for all
 * @param kind {@code api} or {@code control}
 * @param status a status, or a class of them such as {@code 4xx}
 * @param unmatched whether only calls are asked for that no route was found for
 * @param since only calls at this time of the emulator's clock or later
 */
record Filter(
        String account,
        Optional<String> kind,
        Optional<String> operation,
        Optional<String> status,
        Optional<String> blbId,
        boolean unmatched,
        Optional<Instant> since)
        implements Predicate<RecordedCall> {
    @Override
    public boolean test(RecordedCall call) {
        return (account.isEmpty() || account.equals(call.account()))
                && kind.map(wanted -> wanted.equals(RecordedCall.CONTROL) == call.isControl())
                        .orElse(true)
                && operation.map(call.operation()::equals).orElse(true)
                && status.map(wanted -> fits(wanted, call.answered().status())).orElse(true)
                && blbId.map(call.notes().blbId()::equals).orElse(true)
                && (!unmatched || call.operation().isEmpty())
                && since.map(time -> !call.time().isBefore(time)).orElse(true);
    }

    private static boolean fits(String wanted, int status) {
        return wanted.endsWith("xx") ? wanted.charAt(0) - '0' == status / 100 : Integer.parseInt(wanted) == status;
    }
}
