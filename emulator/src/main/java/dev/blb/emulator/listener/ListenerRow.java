package dev.blb.emulator.listener;

import static dev.blb.emulator.db.generated.Tables.LISTENER;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.db.Codec;
import dev.blb.emulator.db.EntityTable;
import dev.blb.emulator.db.Property;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.Source;
import dev.blb.emulator.health.ProbePlan;
import dev.blb.emulator.health.ProbePlan.Phase;
import java.util.List;

/**
 * The properties of a listener: their columns and their members of a document. The settings are one column, since SQL asks for
 * none of them; a document has them beside the other members, see {@link ListenerDocument}.
 */
final class ListenerRow {
    static final EntityTable<Listener> TABLE = new EntityTable<>(LISTENER);

    private static final Property<Listener, String> BLB_ID =
            TABLE.hidden(LISTENER.BLB_ID, "blbId", Codec.text(), Listener::blbId);

    private static final Property<Listener, Integer> PORT =
            TABLE.property(LISTENER.PORT, "listenerPort", Codec.integer(), Listener::port);

    static {
        TABLE.hidden(
                LISTENER.TRANSPORT,
                "transport",
                Codec.text(),
                each -> each.protocol().transport());
    }

    private static final Property<Listener, ListenerProtocol> PROTOCOL = TABLE.property(
            LISTENER.PROTOCOL, "listenerType", Codec.constant(ListenerProtocol.class), Listener::protocol);

    private static final Property<Listener, String> DESCRIPTION =
            TABLE.property(LISTENER.DESCRIPTION, "description", Codec.text(), Listener::description);

    private static final Property<Listener, ObjectNode> SETTINGS = TABLE.hidden(
            LISTENER.SETTINGS,
            "settings",
            Codec.object(ObjectNode.class),
            each -> each.settings().stored());

    private static final Property<Listener, List<Phase>> PROBE_PLAN = TABLE.property(
            LISTENER.PROBE_PLAN,
            "state.probePlan",
            Codec.listOf(Phase.class).shownAs(ProbePlanDocument::write, ProbePlanDocument::read),
            each -> each.probes().phases());

    private ListenerRow() {}

    /** The listener in a row with all columns. */
    static Listener read(Row row) {
        return read(Source.of(row));
    }

    /** The listener in a row, or in a document that has its state, its instance and its settings as one member. */
    static Listener read(Source from) {
        return new Listener(
                from.get(BLB_ID),
                from.get(PORT),
                from.get(DESCRIPTION, ""),
                new ListenerSettings(from.get(PROTOCOL), from.get(SETTINGS)),
                new ProbePlan(from.get(PROBE_PLAN)));
    }
}
