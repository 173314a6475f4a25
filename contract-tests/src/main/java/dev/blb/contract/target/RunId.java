package dev.blb.contract.target;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The marks that this run puts on everything it makes: a prefix in the name and a tag. */
public final class RunId {
    /** The prefix of every name that any run gives. */
    public static final String PREFIX = "blb-contract-";

    /** The key of the tag that any run sets; its value is the id of the run. */
    public static final String TAG_KEY = "blb-contract";

    private static final String VALUE = UUID.randomUUID().toString().substring(0, 8);
    private static final AtomicInteger NEXT = new AtomicInteger();

    private RunId() {}

    /** The id of this run, 8 hex digits. */
    public static String value() {
        return VALUE;
    }

    /** A name that nothing else has. */
    public static String uniqueName() {
        return PREFIX + VALUE + "-" + NEXT.incrementAndGet();
    }

    /** The tag that every instance of this run carries, as a member of {@code tags}. */
    public static String tag() {
        return "{\"tagKey\":\"" + TAG_KEY + "\",\"tagValue\":\"" + VALUE + "\"}";
    }

    /** A client token of 64 characters that was not used before. */
    public static String longestToken() {
        return (uniqueToken() + uniqueToken()).substring(0, 64);
    }

    /** A client token that was not used before. */
    public static String uniqueToken() {
        return UUID.randomUUID().toString();
    }
}
