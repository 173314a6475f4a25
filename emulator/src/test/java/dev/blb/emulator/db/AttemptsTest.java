package dev.blb.emulator.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.db.Attempts.ConflictException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptsTest {
    private final ConflictException deadlock = new ConflictException(new SQLException("deadlock"));
    private final ConflictException timeout = new ConflictException(new SQLTimeoutException("lock"));

    private static IntFunction<String> failing(ConflictException first, int times, ConflictException rest) {
        return attempt -> {
            throw attempt <= times ? first : rest;
        };
    }

    @Test
    void theFirstResultCounts() {
        assertThat(Attempts.<Integer>untilNoConflict(attempt -> {
                    if (attempt < 3) {
                        throw deadlock;
                    }
                    return attempt;
                }))
                .isEqualTo(3);
    }

    /** A wait until the lock timeout counts as much as 30 deadlocks. */
    @ParameterizedTest
    @CsvSource({"0, 300", "1, 271", "9, 39", "10, 10"})
    void itGivesUpAfterSoManyAttempts(int timeouts, int attempts) {
        assertThatThrownBy(() -> Attempts.untilNoConflict(failing(timeout, timeouts, deadlock)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().status()).isEqualTo(503))
                .hasMessageContaining("in each of " + attempts + " attempts");
    }
}
