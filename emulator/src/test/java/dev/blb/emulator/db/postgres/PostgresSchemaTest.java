package dev.blb.emulator.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.PostgresServer;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.StateUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a start with further steps of the schema does on a server. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class PostgresSchemaTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final DatabaseAddress address = PostgresServer.shared().emptyAddress();

    private PostgresStore open(SchemaSteps steps) {
        return PostgresStore.open(address, Optional.empty(), Optional.empty(), clock, clock, steps);
    }

    /** All steps and one that fails as the victim of a deadlock so many times: a sequence is not rolled back. */
    private static SchemaSteps deadlocked(int times) {
        List<String> scripts = new ArrayList<>(SchemaSteps.all().scripts());
        scripts.add("CREATE TABLE later (id INT); DO $$ BEGIN IF nextval('tries') <= " + times
                + " THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF; END $$");
        return new SchemaSteps(scripts);
    }

    /** Makes the tables; the epoch that they begin with. */
    private long prepare() {
        long epoch;
        try (PostgresStore store = open(SchemaSteps.all())) {
            epoch = store.epoch();
        }
        String schema = address.url().replaceFirst(".*currentSchema=", "");
        PostgresServer.shared().execute("CREATE SEQUENCE " + schema + ".tries");
        return epoch;
    }

    @Test
    void aStepThatMeetsADeadlockIsRepeated() {
        long before = prepare();
        try (PostgresStore store = open(deadlocked(9))) {
            assertThat(store.epoch()).as("raised once by the step").isEqualTo(before + 1);
        }
    }

    @Test
    void afterTenAttemptsTheStartEnds() {
        prepare();
        assertThatThrownBy(() -> open(deadlocked(10)))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("deadlock detected");
    }
}
