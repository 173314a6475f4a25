package dev.blb.client;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * An access key with its secret, and the session token if they are temporary [go] [java]. {@code toString} shows the access
 * key only.
 *
 * @param accessKeyId names the account; printable ASCII without a slash
 * @param secretAccessKey signs, and is never sent
 * @param sessionToken sent and signed as {@code x-bce-security-token}; printable ASCII
 */
public record Credentials(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken) {
    /** Credentials; refuses what a header cannot carry, without repeating a secret. */
    public Credentials {
        require(isToken(Required.notNull("accessKeyId", accessKeyId)) && accessKeyId.indexOf('/') < 0, "accessKeyId");
        require(!Required.notNull("secretAccessKey", secretAccessKey).isEmpty(), "secretAccessKey");
        require(sessionToken == null || isToken(sessionToken), "sessionToken");
    }

    /** Permanent credentials. */
    public Credentials(String accessKeyId, String secretAccessKey) {
        this(accessKeyId, secretAccessKey, null);
    }

    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }

    private static void require(boolean good, String name) {
        if (!good) {
            throw new IllegalArgumentException(name + " is empty or has a character that it cannot have");
        }
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }
}
