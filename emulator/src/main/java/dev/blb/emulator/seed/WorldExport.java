package dev.blb.emulator.seed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Tx;
import java.time.Instant;

/**
 * The state written as a seed. The document of one account names no account, so that it can be applied to the same or to another
 * one. Client tokens are not part of it.
 */
public final class WorldExport {
    private WorldExport() {}

    /** The state of an account, or of all for the empty text, at a time. In an exclusive transaction: it reads many tables. */
    public static ObjectNode of(SeedFormat format, Tx tx, String account, Instant now) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        for (SeedSection section : format.sections()) {
            section.export(new SectionWriter(tx, account, now, section.name(), document));
        }
        return document;
    }

    /** The same as YAML. */
    public static String yaml(ObjectNode document) {
        return SeedText.yaml(document);
    }
}
