package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.ControlClient.given;

/**
 * An access key and its secret, to sign requests with.
 *
 * @param accessKey the key, which is also the name of the account
 */
public record BlbCredentials(String accessKey, String secretKey) {
    /** The secret of every access key that begins with {@code emulator-}, unless an emulator was started with others. */
    public static final String DEFAULT_SECRET_KEY = "emulator-secret-key-0001";

    /** Refuses null by name. */
    public BlbCredentials {
        given("accessKey", accessKey);
        given("secretKey", secretKey);
    }
}
