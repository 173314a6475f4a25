package dev.blb.emulator.db;

import java.sql.Connection;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/** Notes each row that a transaction changes, cascades included. H2 makes one for each table that is journaled. */
public final class ChangeTrigger implements Trigger {
    /** The keys that this thread's transaction has changed; absent while nothing is journaled. */
    static final ThreadLocal<@Nullable Changes> CHANGES = new ThreadLocal<>();

    private String table = "";

    /** Called by H2. */
    public ChangeTrigger() {}

    @Override
    public void init(Connection connection, String schema, String trigger, String tableName, boolean before, int type) {
        table = tableName;
    }

    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after) {
        Changes changes = CHANGES.get();
        if (changes != null) {
            changes.note(table, before);
            changes.note(table, after);
        }
    }
}
