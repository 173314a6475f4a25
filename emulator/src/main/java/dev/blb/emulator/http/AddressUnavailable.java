package dev.blb.emulator.http;

/** The address cannot be listened on; the message says which, and how to choose another. */
public final class AddressUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With this message. */
    public AddressUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
