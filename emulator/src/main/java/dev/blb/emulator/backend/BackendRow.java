package dev.blb.emulator.backend;

import static dev.blb.emulator.db.generated.Tables.BACKEND_SERVER;

import dev.blb.emulator.db.Codec;
import dev.blb.emulator.db.EntityTable;
import dev.blb.emulator.db.Property;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.Source;
import java.time.Instant;

/** The properties of a real server: their columns, and their members of a document and of an add call. */
final class BackendRow {
    static final EntityTable<Backend> TABLE = new EntityTable<>(BACKEND_SERVER);

    private static final Property<Backend, String> BLB_ID =
            TABLE.hidden(BACKEND_SERVER.BLB_ID, "blbId", Codec.text(), Backend::blbId);

    private static final Property<Backend, String> INSTANCE_ID =
            TABLE.property(BACKEND_SERVER.INSTANCE_ID, "instanceId", Codec.text(), Backend::instanceId);

    private static final Property<Backend, Long> ORDINAL =
            TABLE.property(BACKEND_SERVER.ORDINAL, "state.ordinal", Codec.longInteger(), Backend::ordinal);

    private static final Property<Backend, Integer> WEIGHT =
            TABLE.property(BACKEND_SERVER.WEIGHT, "weight", Codec.integer(), Backend::weight);

    private static final Property<Backend, String> DESC =
            TABLE.property(BACKEND_SERVER.DESCRIPTION, "desc", Codec.text(), Backend::desc);

    private static final Property<Backend, Instant> ATTACHED_AT =
            TABLE.property(BACKEND_SERVER.ATTACHED_AT, "state.attachTime", Codec.instant(), Backend::attachedAt);

    private BackendRow() {}

    /** The server in a row with all columns. */
    static Backend read(Row row) {
        return read(Source.of(row));
    }

    /** The server in a row, or in a document that has its state and its instance. */
    static Backend read(Source from) {
        return new Backend(
                from.get(BLB_ID),
                from.get(INSTANCE_ID),
                from.get(ORDINAL),
                from.get(WEIGHT),
                from.get(DESC),
                from.get(ATTACHED_AT));
    }
}
