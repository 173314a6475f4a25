package dev.blb.emulator.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.snapshot.StateStore.Image;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account's rows are its own also in the tables that name no account but its instances. */
class StateStoreTest {
    private final Database database = Database.inMemory();

    @BeforeEach
    void twoAccountsWithTheSame() {
        database.exclusively("", tx -> {
            for (String account : new String[] {"a", "b"}) {
                fill(tx, account, "lb-" + account);
            }
            return "";
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static void fill(Tx tx, String account, String blbId) {
        for (String insert : new String[] {
            "account VALUES ('%1$s', 1, 1)",
            "load_balancer (blb_id, account, ordinal, name, description, vpc_id, subnet_id, address, ip_type, ipv6, tags,"
                    + " allow_delete, allow_modify, modification_protection_reason, support_acl, payment_timing, created_at,"
                    + " base_status) VALUES ('%2$s', '%1$s', 1, '', '', '', '', '', 'normal', '', '[]', TRUE, TRUE, '', FALSE,"
                    + " 'Postpaid', 0, 'available')",
            "listener VALUES ('%2$s', 80, 'TCP', 'TCP', '', '{}', '[]')",
            "backend_server VALUES ('%2$s', 'i-1', 1, 100, '', 0)",
            "security_group_binding VALUES ('%2$s', 'ordinary', 'g-1', 1)",
            "client_token VALUES ('%1$s', 'for-%2$s', '', '', 0)"
        }) {
            Database.sql(tx).execute("INSERT INTO " + String.format(insert, account, blbId));
        }
    }

    private Image image(String account) {
        return database.exclusively(account, tx -> new StateStore(tx).image(account));
    }

    @Test
    void theImageOfOneAccountHoldsItsRowsAndNoOthers() {
        assertThat(image("a").rows()).hasSize(6);
        image("a")
                .rows()
                .forEach((table, rows) -> assertThat(rows)
                        .as(table)
                        .containsPattern("\"(lb-)?a\"")
                        .doesNotContainPattern("\"(lb-)?b\""));
        image("")
                .rows()
                .forEach((table, rows) -> assertThat(rows)
                        .as(table)
                        .containsPattern("\"(lb-)?a\"")
                        .containsPattern("\"(lb-)?b\""));
    }

    @Test
    void clearingOneAccountLeavesTheOthers() {
        Image before = image("b");
        database.exclusively("a", tx -> {
            new StateStore(tx).clear("a");
            return "";
        });
        assertThat(image("a").rows()).isEmpty();
        assertThat(image("b")).isEqualTo(before).isEqualTo(image(""));
    }
}
