package dev.blb.emulator.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.db.generated.Tables;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

/** For every table of the schema it is decided whether the data plane follows its rows. */
class PlannerTablesTest {
    /** What is forwarded does not depend on them. */
    private static final Set<String> OF_NO_PLAN =
            Set.of("account", "clock_reading", "client_token", "snapshot", "snapshot_rows");

    /** A row of these belongs to the load balancer in its column blb_id, which the commit names. */
    private static final Set<String> OF_ONE_LOAD_BALANCER =
            Set.of("load_balancer", "listener", "backend_server", "security_group_binding");

    @Test
    void everyTableIsDecided() throws IllegalAccessException {
        List<String> tables = new ArrayList<>();
        for (Field field : Tables.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof Table<?> table) {
                String name = table.getName().toLowerCase(Locale.ROOT);
                tables.add(name);
                assertThat(OF_ONE_LOAD_BALANCER.contains(name) && table.field("BLB_ID") == null)
                        .as(name + " has no column blb_id")
                        .isFalse();
            }
        }
        assertThat(tables)
                .contains("load_balancer")
                .filteredOn(table -> !OF_NO_PLAN.contains(table)
                        && !OF_ONE_LOAD_BALANCER.contains(table)
                        && !Planner.FOR_ALL.contains(table))
                .as(
                        "tables whose changes reach no listener: name each in Planner.FOR_ALL if what is forwarded depends on its"
                                + " rows, else here")
                .isEmpty();
        assertThat(tables).containsAll(Planner.FOR_ALL).containsAll(OF_NO_PLAN).containsAll(OF_ONE_LOAD_BALANCER);
    }
}
