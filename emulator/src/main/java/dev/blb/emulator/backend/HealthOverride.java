package dev.blb.emulator.backend;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.health.HealthScript;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Health that was set: a state, or a script of what probes find out. It wins over real probes.
 *
 * @param scope the servers that it is about
 * @param status Alive, Dead or Unknown; null if a script decides
 * @param script null if a state was set
 * @param since when it was set
 */
public record HealthOverride(
        Scope scope, @Nullable String status, @Nullable HealthScript script, Instant since) {
    /** The states. */
    static final Set<String> STATUSES = Set.of("Alive", "Dead", "Unknown");

    /**
     * The servers of a machine.
     *
     * @param account those of one account, or of all for the empty text
     * @param blbId those of one instance, or of all for the empty text
     * @param port behind one listener's port, or behind all for 0
     */
    public record Scope(String instanceId, String account, String blbId, int port) {
        /** How narrow it is, 0 to 3. A scope is narrower than those that cover it. */
        int narrowness() {
            return (account.isEmpty() ? 0 : 1) + (blbId.isEmpty() ? 0 : 1) + (port == 0 ? 0 : 1);
        }
    }

    /** A state. */
    public static HealthOverride status(Scope scope, String status, Instant since) {
        return new HealthOverride(scope, status, null, since);
    }

    /**
     * A script.
     *
     * @param member the member that holds it, for the refusal
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if it is none
     */
    public static HealthOverride script(Scope scope, String member, String text, Instant since) {
        try {
            return new HealthOverride(scope, null, HealthScript.parse(text), since);
        } catch (IllegalArgumentException wrong) {
            throw INVALID_PARAMETER.at(member, "is \"%s\"; allowed are %s", text, HealthScript.ALLOWED);
        }
    }

    /** A state, or else a script. */
    static HealthOverride parse(Scope scope, String member, String text, Instant since) {
        return STATUSES.contains(text) ? status(scope, text, since) : script(scope, member, text, since);
    }
}
