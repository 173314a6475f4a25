package dev.blb.emulator.neighbour.sts;

import static dev.blb.emulator.api.Operation.ASSUME_ROLE;
import static dev.blb.emulator.api.Operation.GET_SESSION_TOKEN;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.world.Derived;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Temporary keys: they are keys of the account that asks, until they expire by the emulator's clock. */
public final class StsHandlers {
    private static final int SESSION_SECONDS = 43_200;
    private static final int MAX_SESSION_SECONDS = 129_600;
    private static final int ROLE_SECONDS = 7_200;

    private static final String FULL_RIGHTS = "a temporary key may do what its account may";

    private static final Schema ACL = Schema.of(
            ignored("id", FULL_RIGHTS), ignored("accessControlList", FULL_RIGHTS), ignored("attachment", FULL_RIGHTS));

    private final Accounts accounts;
    private final Ids ids;

    /** Handlers that add keys to these accounts. */
    public StsHandlers(Accounts accounts, Ids ids) {
        this.accounts = accounts;
        this.ids = ids;
    }

    /** A temporary key, by the wire's names. */
    record Credential(
            String accessKeyId,
            String secretAccessKey,
            String sessionToken,
            String createTime,
            String expiration,
            String userId,
            @Nullable String roleId) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(
                        GET_SESSION_TOKEN,
                        Schema.of(integer("durationSeconds", 1, MAX_SESSION_SECONDS)
                                .or(SESSION_SECONDS)),
                        ACL,
                        Credential.class,
                        (call, tx) -> issue(call, tx, null))
                .on(
                        ASSUME_ROLE,
                        Schema.of(
                                text("accountId").must().withoutEffect("every role is one of the account that asks"),
                                text("roleName").must(),
                                ignored("userId", "every role is one of the account that asks"),
                                integer("durationSeconds", 1, ROLE_SECONDS).or(ROLE_SECONDS)),
                        ACL,
                        Credential.class,
                        (call, tx) -> issue(call, tx, call.query().text("roleName")));
    }

    private Reply issue(Call call, Tx tx, @Nullable String role) {
        Instant end = EmulatorClock.notLater(call.now().plusSeconds(call.query().integer("durationSeconds")));
        Credential credential = new Credential(
                ids.hex(32),
                ids.hex(32),
                ids.hex(64),
                Things.time(call.now()),
                Things.time(end),
                Things.userId(call.account()),
                role == null ? null : Derived.word(role, 12));
        accounts.addTemporaryKey(
                tx,
                call.account(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("accessKey", credential.accessKeyId())
                        .put("secretKey", credential.secretAccessKey())
                        .put("sessionToken", credential.sessionToken())
                        .put("expiresAt", credential.expiration()),
                call.now());
        return Reply.of(credential);
    }
}
