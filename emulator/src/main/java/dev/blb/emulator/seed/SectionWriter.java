package dev.blb.emulator.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Tx;
import java.time.Instant;

/**
 * Writes the elements of one section of a document.
 *
 * @param tx the transaction that reads the state
 * @param account whose state is written; the empty text for that of every account
 * @param now the time of the document
 * @param section the name of the section
 * @param document what is written so far
 */
public record SectionWriter(Tx tx, String account, Instant now, String section, ObjectNode document) {
    /**
     * Adds an element, whose members the caller puts into it.
     *
     * @param owner the account that the thing is for; it is left out where the whole document is this account's
     */
    public ObjectNode add(String owner) {
        ObjectNode element = document.withArrayProperty(section).addObject();
        return owner.equals(account) ? element : element.put(SeedElement.ACCOUNT.name(), owner);
    }
}
