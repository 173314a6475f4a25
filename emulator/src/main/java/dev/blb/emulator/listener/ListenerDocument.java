package dev.blb.emulator.listener;

import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.db.Source;
import dev.blb.emulator.schema.Schema;
import java.util.stream.Stream;

/** A listener in a world's document: its protocol, the members of a create call, and the state that it had while it ran. */
final class ListenerDocument {
    private ListenerDocument() {}

    /** What a document has of a listener beside the members of a create call; with {@code state} it is restored as it was. */
    static final Schema MORE = Schema.of(
            oneOf(
                            "listenerType",
                            Stream.of(ListenerProtocol.values())
                                    .map(ListenerProtocol::name)
                                    .toArray(String[]::new))
                    .must(),
            object("state", ProbePlanDocument.field()));

    /** The members of a listener. */
    static ObjectNode of(Listener listener) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("listenerType", listener.protocol().name());
        members.put(ListenerFields.LISTENER_PORT.name(), listener.port());
        members.setAll(listener.settings().stored());
        ListenerRow.TABLE.show(listener, members);
        return members;
    }

    /** Replaces what older emulators wrote otherwise. */
    static void upgrade(ObjectNode members) {
        if (ProbePlanDocument.upgrade(members)
                && members.path(ListenerFields.CHECK_PORT.name())
                        .equals(members.path(ListenerFields.BACKEND_PORT.name()))) {
            // They stored the default, too: which of the two it was is not known any more.
            members.remove(ListenerFields.CHECK_PORT.name());
        }
    }

    /**
     * The listener that ran, out of its members.
     *
     * @param create the checked members of a create call
     * @param more the checked members of {@link #MORE}
     */
    static Listener read(String blbId, Members create, Members more) {
        ObjectNode document = create.json().deepCopy();
        document.setAll(more.json());
        document.put("blbId", blbId);
        document.set("settings", ListenerRules.settings(create));
        return ListenerRow.read(Source.of(document));
    }
}
