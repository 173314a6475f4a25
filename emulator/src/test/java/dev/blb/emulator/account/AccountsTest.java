package dev.blb.emulator.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final int RELOADS = 20_000;

    @Test
    void whatIsDeclaredIsFoundWhileItIsReadAnew() {
        try (Database database = Database.inMemory()) {
            Accounts accounts = new Accounts(Settings.DEFAULTS);
            database.follow(accounts);
            database.exclusively("", tx -> {
                accounts.declare(
                        tx,
                        "own",
                        new Members(JsonNodeFactory.instance.objectNode().put("secretKey", "its-own")));
                return tx;
            });
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<Void> reloads = CompletableFuture.runAsync(() -> {
                try {
                    database.exclusively("own", tx -> {
                        for (int i = 0; i < RELOADS; i++) {
                            accounts.reload(tx, i % 10 == 0 ? "" : "own");
                        }
                        return tx;
                    });
                } finally {
                    ended.set(true);
                }
            });
            long missed = 0;
            while (!ended.get()) {
                missed += accounts.secretOf("own").equals(Optional.of("its-own")) ? 0 : 1;
            }
            reloads.join();
            assertThat(missed).isZero();
            database.exclusively("own", tx -> new DeclarationStore(tx).remove("own", Accounts.KIND, "own"));
            assertThat(accounts.secretOf("own")).isEmpty();
        }
    }
}
