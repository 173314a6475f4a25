package dev.blb.emulator.http;

import dev.blb.emulator.api.ApiException;

/**
 * The body of every refusal: all three members, always [py][go][java].
 *
 * @param requestId the same as in the header {@code x-bce-request-id} (assumption [m26])
 */
record ErrorBody(String requestId, String code, String message) {
    /** The content type of every answer [k8s]. */
    static final String CONTENT_TYPE = "application/json;charset=UTF-8";

    /** The JSON of a refusal. */
    static String json(String requestId, ApiException refusal) {
        return Json.write(new ErrorBody(requestId, refusal.error().code(), refusal.text()));
    }
}
