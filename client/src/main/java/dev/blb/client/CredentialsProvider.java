package dev.blb.client;

import dev.blb.client.internal.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source of credentials. The client asks it once per attempt, so temporary credentials may change while it runs; it must
 * be thread-safe and quick.
 */
@FunctionalInterface
public interface CredentialsProvider {
    /** The credentials to sign the next attempt with. */
    Credentials credentials();

    /** A provider that always gives the same credentials. */
    static CredentialsProvider fixed(Credentials credentials) {
        Required.notNull("credentials", credentials);
        return () -> credentials;
    }

    /**
     * A provider that reads {@code BAIDUCLOUD_ACCESS_KEY}, {@code BAIDUCLOUD_SECRET_KEY} [tf] and, if it is set,
     * {@code BAIDUCLOUD_SESSION_TOKEN} (assumption [m55]) from the environment, each time it is asked. An empty
     * variable counts as not set. It throws {@link IllegalStateException} with the name of a variable that is missing.
     */
    static CredentialsProvider environment() {
        return environment(System.getenv());
    }

    /** A provider that reads the variables of {@link #environment()} from a map. */
    static CredentialsProvider environment(Map<String, String> variables) {
        Required.notNull("variables", variables);
        return () -> new Credentials(
                required(variables, "BAIDUCLOUD_ACCESS_KEY"),
                required(variables, "BAIDUCLOUD_SECRET_KEY"),
                value(variables, "BAIDUCLOUD_SESSION_TOKEN"));
    }

    private static String required(Map<String, String> variables, String name) {
        String value = value(variables, name);
        if (value == null) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }

    private static @Nullable String value(Map<String, String> variables, String name) {
        String value = variables.getOrDefault(name, "");
        return value.isEmpty() ? null : value;
    }
}
