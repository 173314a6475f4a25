package dev.blb.emulator.backend;

import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.db.Source;
import dev.blb.emulator.schema.Schema;

/** A real server in a world's document: the members of an add call, and the state that it had while it ran. */
final class BackendDocument {
    /** Leaves ordinals for the servers that are added later, so that a document can hold those, too. */
    private static final int MAX_ORDINAL = 2_000_000_000;

    private BackendDocument() {}

    /** What a document has of a server beside the members of an add call; with {@code state} it is restored as it was. */
    static final Schema MORE = Schema.of(object(
            "state",
            integer("ordinal", 1, MAX_ORDINAL).must(),
            time("attachTime").must()));

    /** The members of a server. */
    static ObjectNode of(Backend backend) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        BackendRow.TABLE.show(backend, members);
        return members;
    }

    /** The server of an instance that was attached, out of its checked members with {@code state}. */
    static Backend read(String blbId, Members members) {
        ObjectNode document = members.json().deepCopy();
        document.put("blbId", blbId);
        return BackendRow.read(Source.of(document));
    }
}
