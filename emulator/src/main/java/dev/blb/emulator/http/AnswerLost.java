package dev.blb.emulator.http;

/** The end of a call that took effect, and whose answer is lost on its way: the connection is cut instead. */
final class AnswerLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AnswerLost() {
        super("the answer is lost by the rules of the account's profile", null, false, false);
    }
}
