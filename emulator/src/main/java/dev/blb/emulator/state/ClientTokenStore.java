package dev.blb.emulator.state;

import static dev.blb.emulator.state.generated.Tables.CLIENT_TOKEN;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * The client tokens: each makes a write happen once, however often it is sent [bce-spec].
 *
 * <p>A token is claimed by an insert, so that of parallel requests with one token the others wait for the first. A
 * request that fails gives its token back with the rollback (assumption), so a corrected one may use it.
 */
public final class ClientTokenStore {
    /** How long a token counts after it was last received [bce-spec]. */
    public static final Duration WINDOW = Duration.ofHours(24);

    private final DSLContext sql;

    /** The tokens as this transaction sees them. */
    public ClientTokenStore(Tx tx) {
        this.sql = Database.sql(tx);
    }

    /** A request that carries a token. */
    public record Claim(String account, String token, String fingerprint, Instant now) {}

    /**
     * The body that was answered to the same request before, or empty if this is the first time.
     *
     * @throws dev.blb.emulator.api.ApiException IdempotentParameterMismatch if the token was used for another request
     */
    public Optional<String> claim(Claim claim) {
        // Two rounds end it: after a failed insert the row is there, or its owner has just given it back.
        for (int attempt = 0; ; attempt++) {
            forgetExpired(claim.now());
            try {
                sql.insertInto(CLIENT_TOKEN)
                        .set(CLIENT_TOKEN.ACCOUNT, claim.account())
                        .set(CLIENT_TOKEN.TOKEN, claim.token())
                        .set(CLIENT_TOKEN.FINGERPRINT, claim.fingerprint())
                        .set(CLIENT_TOKEN.REPLY, "")
                        .set(CLIENT_TOKEN.LAST_RECEIVED_AT, claim.now().toEpochMilli())
                        .execute();
                return Optional.empty();
            } catch (DataAccessException e) {
                if (!Database.isDuplicate(e)) {
                    throw e;
                }
            }
            Optional<String> reply = replay(claim);
            if (reply.isPresent()) {
                return reply;
            }
            if (attempt == 3) {
                throw new IllegalStateException("client token " + claim.token() + " is neither free nor taken");
            }
        }
    }

    /** Remembers the answer to a claimed token. */
    public void remember(Claim claim, String reply) {
        sql.update(CLIENT_TOKEN)
                .set(CLIENT_TOKEN.REPLY, reply)
                .where(CLIENT_TOKEN.ACCOUNT.eq(claim.account()))
                .and(CLIENT_TOKEN.TOKEN.eq(claim.token()))
                .execute();
    }

    private Optional<String> replay(Claim claim) {
        var used = sql.select(CLIENT_TOKEN.FINGERPRINT, CLIENT_TOKEN.REPLY)
                .from(CLIENT_TOKEN)
                .where(CLIENT_TOKEN.ACCOUNT.eq(claim.account()))
                .and(CLIENT_TOKEN.TOKEN.eq(claim.token()))
                .forUpdate()
                .fetchOne();
        if (used == null) {
            return Optional.empty();
        }
        if (!used.value1().equals(claim.fingerprint())) {
            throw ApiError.IDEMPOTENT_PARAMETER_MISMATCH.with("clientToken is \"%s\".", claim.token());
        }
        // The window slides: it begins anew each time the token is received.
        sql.update(CLIENT_TOKEN)
                .set(CLIENT_TOKEN.LAST_RECEIVED_AT, claim.now().toEpochMilli())
                .where(CLIENT_TOKEN.ACCOUNT.eq(claim.account()))
                .and(CLIENT_TOKEN.TOKEN.eq(claim.token()))
                .execute();
        return Optional.of(used.value2());
    }

    private void forgetExpired(Instant now) {
        sql.deleteFrom(CLIENT_TOKEN)
                .where(CLIENT_TOKEN.LAST_RECEIVED_AT.lt(now.minus(WINDOW).toEpochMilli()))
                .execute();
    }
}
