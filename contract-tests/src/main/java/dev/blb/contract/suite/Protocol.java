package dev.blb.contract.suite;

import java.util.Locale;

/** The protocols of listeners, as the tests know them. */
enum Protocol {
    TCP,
    UDP,
    HTTP,
    HTTPS,
    SSL;

    /** The part of an operation's name, such as {@code Tcp}. */
    String word() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
