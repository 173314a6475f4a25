package dev.blb.emulator.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.TestStores;
import dev.blb.emulator.snapshot.StateStore.Image;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An account's rows are its own also in the tables that name no account but its instances, and whatever fails while they are replaced
 * leaves them as they were.
 */
class StateStoreTest {
    private final Database database = new Database(TestStores.empty(Clock.systemUTC()));

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
            Sql.of(tx).dsl().execute("INSERT INTO " + String.format(insert, account, blbId));
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

    /** Many rows of one more account, so that another way of emptying the database is worth while. */
    private void many() {
        database.exclusively("", tx -> {
            fill(tx, "many", "lb-many");
            return Sql.of(tx)
                    .dsl()
                    .execute("INSERT INTO backend_server SELECT 'lb-many', 'i-' || x, x, 100, '', 0 FROM "
                            + TestStores.numbers("2, 500"));
        });
    }

    private void restore(String account, Image image) {
        database.exclusively(account, tx -> {
            new StateStore(tx).load(account, image);
            return "";
        });
    }

    /** An image that cannot be loaded: its listener's last row breaks a rule of the table, after others were stored. */
    private static Image broken(Image image) {
        Map<String, String> rows = new HashMap<>(image.rows());
        rows.computeIfPresent("LISTENER", (table, json) -> json.replaceFirst("80(?=[^80]*$)", "99999"));
        assertThat(rows).isNotEqualTo(image.rows());
        return new Image(image.schemaVersion(), rows);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRestoreThatFailsLeavesTheStateAsItWas(boolean many) {
        if (many) {
            many();
        }
        Image before = image("");
        database.exclusively("", tx -> {
            new SnapshotStore(tx).put("", "kept", before);
            return "";
        });
        assertThatThrownBy(() -> restore("", broken(before))).hasMessageContaining("LISTENER");
        assertThat(image("")).isEqualTo(before);
        assertThatThrownBy(() -> restore("a", broken(image("a")))).hasMessageContaining("LISTENER");
        assertThat(image("")).isEqualTo(before);
        assertThatThrownBy(() -> restore("", new Image(before.schemaVersion(), Map.of("ACCOUNT", "no JSON"))))
                .isInstanceOf(RuntimeException.class);
        assertThat(image("")).isEqualTo(before);
        assertThatThrownBy(() -> database.exclusively("", tx -> {
                    new StateStore(tx).load("", before);
                    throw new OutOfMemoryError("as if");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(image("")).isEqualTo(before);
        assertThat(database.<Integer>inTransaction(
                        tx -> new SnapshotStore(tx).lines("").size()))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResetAndARestoreLeaveTheSnapshots(boolean many) {
        if (many) {
            many();
        }
        Image before = image("");
        database.exclusively("", tx -> {
            new SnapshotStore(tx).put("", "kept", before);
            return "";
        });
        database.exclusively("", tx -> {
            StateStore state = new StateStore(tx);
            state.load("", state.emptyImage());
            return "";
        });
        assertThat(image("").rows()).isEmpty();
        assertThat(database.<Boolean>inTransaction(tx -> new StateStore(tx).isEmpty()))
                .isTrue();
        restore(
                "",
                database.inTransaction(
                        tx -> new SnapshotStore(tx).find("a", "kept").orElseThrow()));
        assertThat(image("")).isEqualTo(before);
    }
}
