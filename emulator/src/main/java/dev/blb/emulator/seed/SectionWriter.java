package dev.blb.emulator.seed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Tx;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the elements of one section of a document, one at a time. */
public final class SectionWriter {
    private final Tx tx;
    private final String account;
    private final Instant now;
    private final boolean withSecrets;
    private final Consumer<ObjectNode> out;
    private @Nullable ObjectNode element;

    SectionWriter(Tx tx, String account, Instant now, boolean withSecrets, Consumer<ObjectNode> out) {
        this.tx = tx;
        this.account = account;
        this.now = now;
        this.withSecrets = withSecrets;
        this.out = out;
    }

    /** The transaction that reads the state. */
    public Tx tx() {
        return tx;
    }

    /** The account whose state is written; the empty text for that of every account. */
    public String account() {
        return account;
    }

    /** The time of the document. */
    public Instant now() {
        return now;
    }

    /** Whether declared secrets are written. */
    public boolean withSecrets() {
        return withSecrets;
    }

    /**
     * Adds an element, whose members the caller puts into it before it adds the next one.
     *
     * @param owner the account that the thing is for; it is left out where the whole document is this account's
     */
    public ObjectNode add(String owner) {
        finish();
        ObjectNode added = JsonNodeFactory.instance.objectNode();
        element = added;
        return owner.equals(account) ? added : added.put(SeedElement.ACCOUNT.name(), owner);
    }

    /** Writes the last element. */
    void finish() {
        if (element != null) {
            out.accept(element);
            element = null;
        }
    }
}
