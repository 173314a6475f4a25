package dev.blb.emulator.http;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.journal.RecordedCall;
import dev.blb.emulator.settings.SettingsTable;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Signs a recorded call anew, so that it can be sent again: the journal does not show signatures, and old ones expire. */
public final class ReplaySignature {
    private static final int VALID_SECONDS = 1800;

    private final EmulatorContext context;

    /** Signs with the keys of this emulator. */
    public ReplaySignature(EmulatorContext context) {
        this.context = context;
    }

    /** The value of the header Authorization, good for half an hour; empty if the call had none or its key is unknown. */
    public Optional<String> authorization(RecordedCall call) {
        RecordedCall.Sent sent = call.sent();
        return accessKey(call)
                .flatMap(key -> secret(key).map(secret -> {
                    SignedRequest request =
                            new SignedRequest(sent.method(), sent.path(), sent.openQuery(), sent.headers());
                    String prefix = "bce-auth-v1/" + key + "/"
                            + context.clock().instant().truncatedTo(ChronoUnit.SECONDS) + "/" + VALID_SECONDS;
                    List<String> lines = BceV1Signature.headerLines(sent.headers(), List.of("host"));
                    String signature = BceV1Signature.sign(
                            BceV1Signature.signingKey(secret, prefix), BceV1Signature.canonicalRequest(request, lines));
                    return prefix + "/host/" + signature;
                }));
    }

    private static Optional<String> accessKey(RecordedCall call) {
        RecordedCall.Sent sent = call.sent();
        if (Uri.query(sent.query()).containsKey(Authentication.QUERY_PARAMETER)) {
            // The journal hides the key with the signature.
            return Optional.of(call.account());
        }
        try {
            return Optional.ofNullable(sent.headers().get("authorization"))
                    .map(text -> Authorization.parse(text).accessKey());
        } catch (ApiException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<String> secret(String accessKey) {
        Accounts accounts = context.accounts();
        return accounts.secretOf(accessKey)
                .or(() -> context.settings().get(SettingsTable.CREDENTIALS).secretOf(accessKey));
    }
}
