package dev.blb.emulator.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.TestStores;
import dev.blb.emulator.world.DeclarationStore;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A declared key counts from its commit on, without a gap. */
class AccountsTest {
    private final Database database = new Database(TestStores.empty(Clock.systemUTC()));
    private final Accounts accounts = new Accounts(Settings.DEFAULTS);

    @BeforeEach
    void declare() {
        database.addReadModel(accounts);
        declare("x", "right");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Members secret(String secret) {
        return new Members(JsonNodeFactory.instance.objectNode().put("secretKey", secret));
    }

    private void declare(String account, String secret) {
        database.exclusively(account, tx -> {
            accounts.declare(tx, account, secret(secret));
            return "";
        });
    }

    @Test
    void aKeyIsThereAllTheTimeWhileItsAccountIsLoadedAnew() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger missing = new AtomicInteger();
        Thread reader = new Thread(() -> {
            while (!done.get()) {
                if (!accounts.secretOf("x").equals(java.util.Optional.of("right"))) {
                    missing.incrementAndGet();
                }
            }
        });
        reader.start();
        for (int i = 0; i < 3000; i++) {
            declare(i % 2 == 0 ? "x" : "y", "right");
            database.inTransaction(tx -> {
                accounts.reload(tx, "");
                accounts.reload(tx, "x");
                return "";
            });
        }
        done.set(true);
        reader.join(30_000);
        assertThat(missing).hasValue(0);
    }

    @Test
    void anAccountThatIsNotDeclaredAnyMoreHasNoKey() {
        declare("y", "another");
        database.exclusively("x", tx -> new DeclarationStore(tx).remove("x", Accounts.KIND, "x"));
        assertThat(accounts.secretOf("x")).isEmpty();
        assertThat(accounts.secretOf("y")).contains("another");
        database.exclusively("", tx -> new DeclarationStore(tx).remove("y", Accounts.KIND, "y"));
        assertThat(accounts.secretOf("y")).isEmpty();
    }

    @Test
    void aKeyThatIsRolledBackNeverCounted() {
        assertThatThrownBy(() -> database.exclusively("x", tx -> {
                    accounts.declare(tx, "x", secret("wrong"));
                    database.showDeclared(tx, "x");
                    assertThat(accounts.secretOf("x")).as("inside the work").contains("wrong");
                    throw new IllegalArgumentException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(database.onReadModels(() -> accounts.secretOf("x"))).contains("right");
    }
}
