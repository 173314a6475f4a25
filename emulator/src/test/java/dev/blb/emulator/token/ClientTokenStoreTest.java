package dev.blb.emulator.token;

import static dev.blb.emulator.db.generated.Tables.CLIENT_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.db.Database;
import dev.blb.emulator.token.ClientTokenStore.Claim;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Client tokens are kept for their window, whoever sent them, and no longer. */
class ClientTokenStoreTest {
    private final Database database = Database.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void noMoreAreKeptThanOneWindowHolds() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        for (int hour = 0; hour < 100; hour++) {
            for (int i = 0; i < 5; i++) {
                Claim claim = new Claim("account-" + i, "token-" + hour, "", now);
                database.inTransaction(tx -> new ClientTokenStore(tx).claim(claim));
            }
            now = now.plus(Duration.ofHours(1));
        }
        int kept = database.inTransaction(tx -> Database.sql(tx).fetchCount(CLIENT_TOKEN));
        // One for each hour of the window, its two ends included.
        assertThat(kept).isEqualTo(5 * 25);
    }
}
