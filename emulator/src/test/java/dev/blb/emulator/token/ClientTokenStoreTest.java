package dev.blb.emulator.token;

import static dev.blb.emulator.db.generated.Tables.CLIENT_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.TestStores;
import dev.blb.emulator.token.ClientTokenStore.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Client tokens are kept for their window and no longer, and nobody waits for those of others. */
class ClientTokenStoreTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final Database database = new Database(TestStores.empty(clock));

    @AfterEach
    void close() {
        database.close();
    }

    private Optional<String> claim(String account, String token) {
        return database.inTransaction(tx -> claimed(tx, account, token, "one request"));
    }

    private static final int MAX_PER_ACCOUNT = 300;

    private static Optional<String> claimed(Tx tx, String account, String token, String fingerprint) {
        Claim claim = new Claim(account, "blb", token, fingerprint);
        Optional<String> reply = new ClientTokenStore(tx, MAX_PER_ACCOUNT).claim(claim);
        if (reply.isEmpty()) {
            new ClientTokenStore(tx, MAX_PER_ACCOUNT).remember(claim, "reply to " + token);
        }
        return reply;
    }

    private int kept(String account) {
        return database.inTransaction(
                tx -> Sql.of(tx).dsl().fetchCount(CLIENT_TOKEN, CLIENT_TOKEN.ACCOUNT.eq(account)));
    }

    /** Many tokens of one account, received at this moment. */
    private void receive(String account, int tokens) {
        database.inTransaction(tx -> Sql.of(tx)
                .dsl()
                .execute(
                        "INSERT INTO client_token SELECT ?, 'old-' || x, '', '', ? FROM " + TestStores.numbers("1, ?"),
                        account,
                        tx.now().toEpochMilli(),
                        tokens));
    }

    @Test
    void noMoreAreKeptThanOneWindowHolds() {
        for (int hour = 0; hour < 100; hour++) {
            for (int i = 0; i < 5; i++) {
                claim("account-" + i, "token-" + hour);
            }
            clock.advance(Duration.ofHours(1));
        }
        // One for each hour of the window, its two ends included.
        for (int i = 0; i < 5; i++) {
            assertThat(kept("account-" + i)).isEqualTo(25);
        }
    }

    @Test
    void aWriteRemovesABoundedNumberOfItsOwnAccountAlone() {
        receive("mine", 250);
        receive("theirs", 250);
        clock.advance(ClientTokenStore.WINDOW.plusMillis(1));
        claim("mine", "new");
        assertThat(kept("mine")).isEqualTo(250 + 1 - ClientTokenStore.PURGED_AT_ONCE);
        assertThat(kept("theirs")).isEqualTo(250);
        claim("mine", "new-2");
        claim("mine", "new-3");
        assertThat(kept("mine")).isEqualTo(3);
    }

    @Test
    void beyondTheLimitOfAnAccountTheOldestAreForgotten() {
        receive("mine", 500);
        receive("theirs", 500);
        for (int i = 0; i < 3000; i++) {
            // Later than all before it, so that it is clear which are the oldest.
            clock.advance(Duration.ofMillis(1));
            claim("mine", "new-" + i);
        }
        assertThat(kept("mine")).isLessThan(3000).isGreaterThanOrEqualTo(MAX_PER_ACCOUNT);
        assertThat(kept("theirs")).isEqualTo(500);
        assertThat(claim("mine", "new-2999")).contains("reply to new-2999");
        assertThat(claim("mine", "new-0")).isEmpty();
    }

    @Test
    void anExpiredTokenThatIsStillThereCountsAsNew() {
        receive("mine", 250);
        clock.advance(ClientTokenStore.WINDOW.plusMillis(1));
        assertThat(claim("mine", "old-250")).isEmpty();
        assertThat(claim("mine", "old-250")).contains("reply to old-250");
    }

    @Test
    void aWriteDoesNotWaitForTokensThatAnotherHolds() {
        receive("mine", 1);
        clock.advance(ClientTokenStore.WINDOW.plusMillis(1));
        database.inTransaction(tx -> {
            claimed(tx, "mine", "new", "");
            return CompletableFuture.supplyAsync(() -> claim("mine", "other"), task -> new Thread(task).start())
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        });
        assertThat(kept("mine")).isEqualTo(2);
    }

    @Test
    @DisabledIfSystemProperty(
            named = "blb.test.database",
            matches = "postgres",
            disabledReason = "asks H2 for its statistics")
    void onlyTheTokensThatAreRemovedAreReadAndLocked() {
        receive("mine", 1000);
        clock.advance(ClientTokenStore.WINDOW.plusMillis(1));
        String plan = database.inTransaction(tx -> {
            DSLContext sql = Sql.of(tx).dsl();
            sql.execute("SET QUERY_STATISTICS TRUE");
            claimed(tx, "mine", "new", "");
            String query = sql.fetch("SELECT SQL_STATEMENT FROM INFORMATION_SCHEMA.QUERY_STATISTICS").stream()
                    .map(row -> row.get(0, String.class))
                    .filter(text -> text.contains("skip locked"))
                    .findFirst()
                    .orElseThrow();
            sql.execute("SET QUERY_STATISTICS FALSE");
            return String.valueOf(sql.fetchValue(
                    "EXPLAIN ANALYZE " + query,
                    "mine",
                    tx.now().minus(ClientTokenStore.WINDOW).toEpochMilli()));
        });
        assertThat(plan)
                .contains("CLIENT_TOKEN_EXPIRY")
                .contains("scanCount: " + ClientTokenStore.PURGED_AT_ONCE + " ");
    }
}
