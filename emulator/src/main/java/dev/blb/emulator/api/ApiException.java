package dev.blb.emulator.api;

/** A refusal: an {@link ApiError}, the member of the request that it is about, and the detail. Rendered only by {@code http}. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ApiError error;
    private final String member;
    private final String detail;

    ApiException(ApiError error, String member, String detail) {
        // A refusal is an answer, not a fault: its stack is of no use, and filling it in would be the largest part of
        // its cost.
        super(message(error.documented(), member, detail), null, false, false);
        this.error = error;
        this.member = member;
        this.detail = detail;
    }

    /** The published text as it is; a full stop parts it from what follows, as one of them lacks its own [c42]. */
    private static String message(String published, String member, String detail) {
        String own = (member + " " + detail).strip();
        return own.isEmpty() ? published : withEnd(published) + own;
    }

    /** A text with what parts it from a sentence behind it. */
    private static String withEnd(String text) {
        boolean isSentence = text.isEmpty() || ".?!".indexOf(text.charAt(text.length() - 1)) >= 0;
        return text + (text.isEmpty() ? "" : isSentence ? " " : ". ");
    }

    /** The same with a sentence behind it that helps the caller. */
    public ApiException and(String help) {
        return new ApiException(error, member, withEnd(detail) + help);
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
