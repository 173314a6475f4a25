package dev.blb.emulator.api;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A refusal: an {@link ApiError}, the member of the request that it is about, and the detail. Rendered only by {@code http}. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ApiError error;
    private final String member;
    private final String detail;

    ApiException(ApiError error, String member, String detail) {
        // A refusal is an answer, not a fault: its stack is of no use, and filling it in would be the largest part of
        // its cost.
        super(
                Stream.of(error.documented(), member, detail)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" ")),
                null,
                false,
                false);
        this.error = error;
        this.member = member;
        this.detail = detail;
    }

    /** The same with a sentence behind it that helps the caller. */
    public ApiException and(String help) {
        boolean isSentence = detail.isEmpty() || ".?!".indexOf(detail.charAt(detail.length() - 1)) >= 0;
        return new ApiException(error, member, (detail + (isSentence ? " " : ". ") + help).strip());
    }

    /** The row of the catalogue. */
    public ApiError error() {
        return error;
    }

    /** The path of the member that is wrong, such as {@code billing.paymentTiming}; the empty text if no single one is. */
    public String member() {
        return member;
    }

    /** What is wrong, without the published message and without the member; it may be empty. */
    public String detail() {
        return detail;
    }

    /** The message for the caller: the published one, the member, the detail. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
