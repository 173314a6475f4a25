package dev.blb.emulator.token;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.CLIENT_TOKEN;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Prepared.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.exception.DataAccessException;
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

    private static final Condition THIS =
            CLIENT_TOKEN.ACCOUNT.eq(given(CLIENT_TOKEN.ACCOUNT)).and(CLIENT_TOKEN.TOKEN.eq(given(CLIENT_TOKEN.TOKEN)));

    private static final Prepared INSERT = Prepared.insert(CLIENT_TOKEN);
    private static final Prepared FIND =
            Prepared.query(() -> DSL.selectFrom(CLIENT_TOKEN).where(THIS).forUpdate());

    private static final Prepared REMEMBER = Prepared.change(() -> DSL.update(CLIENT_TOKEN)
            .set(CLIENT_TOKEN.REPLY, given(CLIENT_TOKEN.REPLY))
            .where(THIS));

    private static final Prepared RENEW = Prepared.change(() -> DSL.update(CLIENT_TOKEN)
            .set(CLIENT_TOKEN.LAST_RECEIVED_AT, given(CLIENT_TOKEN.LAST_RECEIVED_AT))
            .where(THIS));

    private static final Prepared FORGET_EXPIRED = Prepared.change(() ->
            DSL.deleteFrom(CLIENT_TOKEN).where(CLIENT_TOKEN.LAST_RECEIVED_AT.lt(given(CLIENT_TOKEN.LAST_RECEIVED_AT))));

    private final Tx tx;

    /** The tokens as this transaction sees them. */
    public ClientTokenStore(Tx tx) {
        this.tx = tx;
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
                INSERT.run(
                        tx,
                        claim.account(),
                        claim.token(),
                        claim.fingerprint(),
                        "",
                        claim.now().toEpochMilli());
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
        REMEMBER.run(tx, reply, claim.account(), claim.token());
    }

    private record Used(String fingerprint, String reply) {
        static Used read(Row row) {
            return new Used(row.get(CLIENT_TOKEN.FINGERPRINT), row.get(CLIENT_TOKEN.REPLY));
        }
    }

    private Optional<String> replay(Claim claim) {
        Optional<Used> used = FIND.first(tx, Used::read, claim.account(), claim.token());
        if (used.isEmpty()) {
            return Optional.empty();
        }
        if (!used.get().fingerprint().equals(claim.fingerprint())) {
            throw ApiError.IDEMPOTENT_PARAMETER_MISMATCH.at("clientToken", "is \"%s\".", claim.token());
        }
        // The window slides: it begins anew each time the token is received.
        RENEW.run(tx, claim.now().toEpochMilli(), claim.account(), claim.token());
        return Optional.of(used.get().reply());
    }

    private void forgetExpired(Instant now) {
        FORGET_EXPIRED.run(tx, now.minus(WINDOW).toEpochMilli());
    }
}
