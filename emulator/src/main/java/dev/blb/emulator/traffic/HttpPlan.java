package dev.blb.emulator.traffic;

import org.jspecify.annotations.Nullable;

/**
 * What an HTTP or HTTPS listener does with requests and answers.
 *
 * @param forwardedFor whether the client's address is appended to {@code X-Forwarded-For} [doc:features]
 * @param forwardedProto whether {@code X-Forwarded-Proto} is set to the listener's scheme [meta]
 * @param stickiness how a client is kept at one server, or null if it is not
 * @param redirectPort the HTTPS listener that requests are sent to by a 301, or 0 for none [meta]
 * @param gzipJson whether answers of type {@code application/json} are compressed [meta]
 */
public record HttpPlan(
        boolean forwardedFor,
        boolean forwardedProto,
        @Nullable Stickiness stickiness,
        int redirectPort,
        boolean gzipJson) {
    /** Forwards requests and changes nothing. */
    public static final HttpPlan PLAIN = new HttpPlan(false, false, null, 0, false);

    /**
     * How a client is kept at one server by a cookie.
     *
     * @param rewrites true if the value of the server's own cookie is replaced, false if a cookie is inserted
     * @param cookieName the cookie's name
     * @param durationSeconds how long an inserted cookie counts, 1 to 15552000
     */
    public record Stickiness(boolean rewrites, String cookieName, int durationSeconds) {
        /** The name of the inserted cookie; the cloud's is not published (assumption). */
        public static final String INSERTED_NAME = "BLBSESSION";
    }
}
