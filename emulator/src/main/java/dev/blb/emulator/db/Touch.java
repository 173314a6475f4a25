package dev.blb.emulator.db;

import java.util.Locale;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.ForeignKey;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.Row;
import org.jooq.Schema;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.QOM;
import org.jspecify.annotations.Nullable;

/**
 * What a statement changes, as far as its text says.
 *
 * @param everything whether any row may be changed: the answer for all that is not understood
 * @param table name of the changed table; the empty text for a query
 * @param instance name of the value that is the id of the load balancer whose rows are changed; the empty text if the table's
 *     rows belong to none
 */
record Touch(boolean everything, String table, String instance) {
    /** The column by which a row belongs to a load balancer. */
    static final String INSTANCE_COLUMN = "BLB_ID";

    private static final Touch EVERYTHING = new Touch(true, "", "");

    /** What a statement changes; nothing for a query. */
    static Touch of(Query query) {
        if (query instanceof Select<?>) {
            return new Touch(false, "", "");
        }
        if (query instanceof QOM.Insert<?> insert) {
            return of(insert.$into(), !insert.$onDuplicateKeyUpdate(), inserted(insert));
        }
        if (query instanceof QOM.Update<?> update) {
            String instance = required(update.$where());
            return of(update.$table(), update.$from().isEmpty() && !moves(update, instance), instance);
        }
        if (query instanceof QOM.Delete<?> delete) {
            boolean alone = delete.$using().isEmpty() && !isReferredTo(delete.$from());
            return of(delete.$from(), alone, required(delete.$where()));
        }
        return EVERYTHING;
    }

    private static Touch of(Table<?> table, boolean understood, @Nullable String instance) {
        String name = table.getName().toLowerCase(Locale.ROOT);
        if (table.field(INSTANCE_COLUMN) != null) {
            return instance == null || !understood ? EVERYTHING : new Touch(false, name, instance);
        }
        return understood ? new Touch(false, name, "") : EVERYTHING;
    }

    /** Whether rows of other tables, which may belong to load balancers, may go with this one's. */
    private static boolean isReferredTo(Table<?> table) {
        Schema schema = table.getSchema();
        return table.field(INSTANCE_COLUMN) == null
                && (schema == null
                        || schema.tableStream()
                                .flatMap(other -> other.getReferences().stream())
                                .map(ForeignKey::getKey)
                                .anyMatch(key -> key.getTable().equals(table)));
    }

    private static @Nullable String inserted(QOM.Insert<?> insert) {
        if (insert.$values().size() != 1) {
            return null;
        }
        Row row = insert.$values().get(0);
        for (int i = 0; i < insert.$columns().size(); i++) {
            if (insert.$columns().get(i).getName().equals(INSTANCE_COLUMN)) {
                return name(row.field(i));
            }
        }
        return null;
    }

    /** The name of the value that the column must have for the condition to hold. */
    private static @Nullable String required(@Nullable Condition condition) {
        if (condition instanceof QOM.And and) {
            String first = required(and.$arg1());
            return first != null ? first : required(and.$arg2());
        }
        return condition instanceof QOM.Eq<?> equal && equal.$arg1().getName().equals(INSTANCE_COLUMN)
                ? name(equal.$arg2())
                : null;
    }

    /** Whether an update gives rows to another load balancer. */
    private static boolean moves(QOM.Update<?> update, @Nullable String instance) {
        for (Map.Entry<?, ?> assignment : update.$set().entrySet()) {
            if (assignment.getKey() instanceof Field<?> column
                    && column.getName().equals(INSTANCE_COLUMN)
                    && !(assignment.getValue() instanceof Param<?> value
                            && instance != null
                            && instance.equals(name(value)))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String name(@Nullable Field<?> value) {
        return value instanceof Param<?> param ? param.getParamName() : null;
    }
}
