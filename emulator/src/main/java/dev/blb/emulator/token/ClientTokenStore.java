package dev.blb.emulator.token;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.CLIENT_TOKEN;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.Sql;
import java.time.Duration;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * The client tokens: each makes a write happen once, however often it is sent [bce-spec].
 *
 * <p>A token is claimed by an insert, so that of parallel requests with one token the others wait for the first. A
 * request that fails gives its token back with the rollback (assumption [m7]), so a corrected one may use it.
 */
public final class ClientTokenStore {
    /** How long a token counts after it was last received [bce-spec]. */
    public static final Duration WINDOW = Duration.ofHours(24);

    /** So many expired tokens does a write remove at most. */
    static final int PURGED_AT_ONCE = 100;

    /** One of so many tokens makes its write remove those beyond the limit, since that counts all of the account. */
    static final int CLAIMS_BETWEEN_EVICTIONS = 512;

    private static final long EVICTED_AT_ONCE = 2 * CLAIMS_BETWEEN_EVICTIONS;

    private static final int MAX_ATTEMPTS = 4;

    /** The most characters of a token. */
    public static final int MAX_LENGTH = 64;

    private static final Condition OF_ACCOUNT = CLIENT_TOKEN.ACCOUNT.eq(given(CLIENT_TOKEN.ACCOUNT));
    private static final Condition THIS = OF_ACCOUNT.and(CLIENT_TOKEN.TOKEN.eq(given(CLIENT_TOKEN.TOKEN)));

    private static final Prepared INSERT = Prepared.insert(CLIENT_TOKEN);
    private static final Prepared FIND =
            Prepared.query(() -> DSL.selectFrom(CLIENT_TOKEN).where(THIS).forUpdate());
    private static final Prepared REPLACE = Prepared.update(CLIENT_TOKEN, THIS);

    private static final Prepared REMEMBER = Prepared.change(() -> DSL.update(CLIENT_TOKEN)
            .set(CLIENT_TOKEN.REPLY, given(CLIENT_TOKEN.REPLY))
            .where(THIS));

    private static final Prepared RENEW = Prepared.change(() -> DSL.update(CLIENT_TOKEN)
            .set(CLIENT_TOKEN.LAST_RECEIVED_AT, given(CLIENT_TOKEN.LAST_RECEIVED_AT))
            .where(THIS));

    // Unordered, or H2 would read and lock all before it takes some. Those that another transaction holds are left to
    // it.
    private static final Prepared EXPIRED = Prepared.query(() -> DSL.select(CLIENT_TOKEN.TOKEN)
            .from(CLIENT_TOKEN)
            .where(OF_ACCOUNT)
            .and(CLIENT_TOKEN.LAST_RECEIVED_AT.lt(given(CLIENT_TOKEN.LAST_RECEIVED_AT)))
            .limit(DSL.inline(PURGED_AT_ONCE))
            .forUpdate()
            .skipLocked());

    private static final Prepared COUNT =
            Prepared.query(() -> DSL.selectCount().from(CLIENT_TOKEN).where(OF_ACCOUNT));

    // The order is that of the index, so that only those are read that are removed.
    private static final Prepared OLDEST = Prepared.query(() -> DSL.select(CLIENT_TOKEN.TOKEN)
            .from(CLIENT_TOKEN)
            .where(OF_ACCOUNT)
            .orderBy(CLIENT_TOKEN.ACCOUNT, CLIENT_TOKEN.LAST_RECEIVED_AT)
            .limit(given("limit", Integer.class)));

    private static final Prepared DELETE =
            Prepared.change(() -> DSL.deleteFrom(CLIENT_TOKEN).where(THIS));

    private final Sql sql;
    private final int maxPerAccount;

    /**
     * The tokens as this transaction sees them.
     *
     * @param maxPerAccount about so many are kept; beyond, those that were received longest ago are forgotten
     */
    public ClientTokenStore(Tx tx, int maxPerAccount) {
        this.sql = Sql.of(tx);
        this.maxPerAccount = maxPerAccount;
    }

    /**
     * A request that carries a token.
     *
     * @param service the service that it was sent to: each has its own tokens [bce-spec]
     */
    public record Claim(String account, String service, String token, String fingerprint) {
        private String key() {
            return service + " " + token;
        }
    }

    /**
     * The body that was answered to the same request before, or empty if this is the first time.
     *
     * @throws dev.blb.emulator.api.ApiException IdempotentParameterMismatch if the token was used for another request
     */
    public Optional<String> claim(Claim claim) {
        purgeExpired(claim.account());
        if (isOneInMany(claim.token())) {
            evict(claim.account());
        }
        // Two attempts end it: the token that was taken is there, or its owner has just given it back.
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (with(claim, INSERT.on(sql)).addUnlessTaken()) {
                return Optional.empty();
            }
            Optional<Used> used = on(claim.account(), claim.key(), FIND.on(sql)).first(Used::read);
            if (used.isPresent()) {
                return replay(claim, used.get());
            }
        }
        throw new IllegalStateException("client token " + claim.token() + " is neither free nor taken");
    }

    /** Remembers the answer to a claimed token. */
    public void remember(Claim claim, String reply) {
        on(claim.account(), claim.key(), REMEMBER.on(sql))
                .set(CLIENT_TOKEN.REPLY, reply)
                .run();
    }

    private record Used(String fingerprint, String reply, long lastReceivedAtMillis) {
        static Used read(Row row) {
            return new Used(
                    row.get(CLIENT_TOKEN.FINGERPRINT),
                    row.get(CLIENT_TOKEN.REPLY),
                    row.get(CLIENT_TOKEN.LAST_RECEIVED_AT));
        }
    }

    private Optional<String> replay(Claim claim, Used used) {
        if (used.lastReceivedAtMillis() < windowStartMillis()) {
            with(claim, REPLACE.on(sql)).run();
            return Optional.empty();
        }
        if (!used.fingerprint().equals(claim.fingerprint())) {
            throw ApiError.IDEMPOTENT_PARAMETER_MISMATCH.at("clientToken", "is \"%s\".", claim.token());
        }
        // The window slides: it begins anew each time the token is received.
        on(claim.account(), claim.key(), RENEW.on(sql))
                .set(CLIENT_TOKEN.LAST_RECEIVED_AT, sql.now().toEpochMilli())
                .run();
        return Optional.of(used.reply());
    }

    private void purgeExpired(String account) {
        EXPIRED.on(sql)
                .set(CLIENT_TOKEN.ACCOUNT, account)
                .set(CLIENT_TOKEN.LAST_RECEIVED_AT, windowStartMillis())
                .all(row -> row.get(CLIENT_TOKEN.TOKEN))
                .forEach(token -> on(account, token, DELETE.on(sql)).run());
    }

    /** Whether a token is one of those in {@link #CLAIMS_BETWEEN_EVICTIONS}, evenly also among tokens that are numbered. */
    private static boolean isOneInMany(String token) {
        // Fibonacci hashing: the upper bits of the product depend on all bits of the hash.
        return Integer.remainderUnsigned((token.hashCode() * 0x9E3779B9) >>> 16, CLAIMS_BETWEEN_EVICTIONS) == 0;
    }

    private void evict(String account) {
        long beyond = COUNT.on(sql).set(CLIENT_TOKEN.ACCOUNT, account).number() - maxPerAccount;
        if (beyond > 0) {
            OLDEST.on(sql)
                    .set(CLIENT_TOKEN.ACCOUNT, account)
                    .set("limit", (int) Math.min(beyond, EVICTED_AT_ONCE))
                    .all(row -> row.get(CLIENT_TOKEN.TOKEN))
                    .forEach(token -> on(account, token, DELETE.on(sql)).run());
        }
    }

    private long windowStartMillis() {
        return sql.now().minus(WINDOW).toEpochMilli();
    }

    private static Prepared.Call on(String account, String token, Prepared.Call call) {
        return call.set(CLIENT_TOKEN.ACCOUNT, account).set(CLIENT_TOKEN.TOKEN, token);
    }

    private Prepared.Call with(Claim claim, Prepared.Call call) {
        return on(claim.account(), claim.key(), call)
                .set(CLIENT_TOKEN.FINGERPRINT, claim.fingerprint())
                .set(CLIENT_TOKEN.REPLY, "")
                .set(CLIENT_TOKEN.LAST_RECEIVED_AT, sql.now().toEpochMilli());
    }
}
