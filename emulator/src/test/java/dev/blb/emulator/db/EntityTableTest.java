package dev.blb.emulator.db;

import static dev.blb.emulator.db.generated.Tables.CLOCK_READING;
import static dev.blb.emulator.db.generated.Tables.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EntityTableTest {
    private final EntityTable<Integer> table = new EntityTable<>(CLOCK_READING);

    private void scaleAndId() {
        table.property(CLOCK_READING.SCALE, "scale", Codec.integer(), each -> each);
        table.property(CLOCK_READING.ID, "id", Codec.integer(), each -> 1);
    }

    @Test
    void propertiesStandInAnyOrder() {
        scaleAndId();
        table.property(CLOCK_READING.SHOWN_TIME, "shown", Codec.text(), each -> "");
        table.property(CLOCK_READING.REAL_TIME, "real", Codec.text(), each -> "");
        assertThat(table.properties()).extracting(Property::member).containsExactly("scale", "id", "shown", "real");
    }

    @Test
    void columnsWithoutAPropertyAreNamedEachTime() {
        scaleAndId();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(table::properties)
                    .hasMessageContaining("CLOCK_READING")
                    .hasMessageContaining("without one: [REAL_TIME, SHOWN_TIME]");
        }
    }

    @Test
    void aColumnWithTwoPropertiesIsNamed() {
        scaleAndId();
        table.property(CLOCK_READING.SHOWN_TIME, "shown", Codec.text(), each -> "");
        table.property(CLOCK_READING.REAL_TIME, "real", Codec.text(), each -> "");
        table.property(CLOCK_READING.REAL_TIME, "copied", Codec.text(), each -> "");
        assertThatThrownBy(table::properties).hasMessageContaining("too many: [REAL_TIME]");
    }

    @Test
    void aColumnOfAnotherTableIsNamed() {
        scaleAndId();
        table.property(CLOCK_READING.SHOWN_TIME, "shown", Codec.text(), each -> "");
        table.property(SNAPSHOT.NAME, "name", Codec.text(), each -> "");
        assertThatThrownBy(table::properties)
                .hasMessageContaining("without one: [REAL_TIME]")
                .hasMessageContaining("too many: [NAME]");
    }
}
