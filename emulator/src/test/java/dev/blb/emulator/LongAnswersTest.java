package dev.blb.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Only what may be long waits for its turn among the lists. */
class LongAnswersTest {
    private static boolean hasList(Operation operation) {
        try (Database database = new Database(new MemoryStore(Clock.systemUTC()))) {
            EmulatorContext context = BlbEmulator.context(
                    Settings.DEFAULTS, database, new EmulatorClock(Clock.systemUTC()), Ids.random(), () -> true);
            new Resources(context).addOperations();
            return context.routes().endpoint(operation).hasList();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {
                "INQUIRE_PRICE",
                "GET_CERTIFICATE",
                "GET_CERTIFICATE_DETAIL",
                "GET_CERTIFICATE_RAW_DATA",
                "DESCRIBE_BLB",
                "QUERY_SPECIFIED_VPC",
                "QUERY_ROUTING_TABLE",
                "GET_INSTANCE",
                "CREATE_BLB",
                "ASSUME_ROLE"
            })
    void anAnswerAboutOneThingIsNone(Operation operation) {
        assertThat(hasList(operation)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            mode = Mode.MATCH_ANY,
            names = {"DESCRIBE_.*S", "QUERY_.*_LIST", "LIST_.*", "DESCRIBE_SERVER_HEALTH", "QUERY_ROUTING_RULES"})
    void aListIsOne(Operation operation) {
        assertThat(hasList(operation)).isTrue();
    }
}
