package dev.blb.client.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks of arguments, with messages that name the argument. Not part of the API: it may change without notice. */
public final class Required {
    /** What the ids of this API and its neighbours begin with. */
    private static final Map<String, String> KINDS = Map.of(
            "lb-", "a load balancer",
            "vpc-", "a VPC",
            "sbn-", "a subnet",
            "i-", "a machine",
            "g-", "an ordinary security group",
            "esg-", "an enterprise security group",
            "cert-", "a certificate",
            "ip-", "an EIP");

    private Required() {}

    /** The value; throws {@link NullPointerException} with {@code <name> is null} if it is null. */
    public static <T> T notNull(String name, @Nullable T value) {
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    /** An unmodifiable copy of the list; throws {@link NullPointerException} if the list or an element is null. */
    public static <T> List<T> list(String name, @Nullable Collection<? extends @Nullable T> values) {
        if (values == null) {
            throw missing(name);
        }
        List<T> copy = new ArrayList<>(values.size());
        for (T value : values) {
            copy.add(notNull(name + "[" + copy.size() + "]", value));
        }
        return Collections.unmodifiableList(copy);
    }

    private static NullPointerException missing(String name) {
        return new NullPointerException(name + " is null");
    }

    /** The value; throws {@link IllegalArgumentException} with name, value and range if it is out of range. */
    public static int inRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is not in " + min + ".." + max);
        }
        return value;
    }

    /** The port; throws {@link IllegalArgumentException} if it is not 1 to 65535. */
    public static int port(String name, int value) {
        return inRange(name, value, 1, 65535);
    }

    /**
     * The id; throws {@link IllegalArgumentException} if its prefix shows that it is the id of something else, as when two
     * ids were given in the wrong order.
     *
     * @param wrongPrefix how the ids of the other kind begin, such as {@code sbn-}
     * @param advice what the id is and what to do, such as {@code "a subnet; the VPC comes first"}
     */
    public static String idOf(String name, String id, String wrongPrefix, String advice) {
        if (notNull(name, id).startsWith(wrongPrefix)) {
            throw new IllegalArgumentException(name + " \"" + id + "\" is the id of " + advice);
        }
        return id;
    }

    /** The id; throws {@link IllegalArgumentException} if its prefix shows that it is the id of another kind of thing. */
    public static String id(String name, String id, String prefix) {
        notNull(name, id);
        KINDS.forEach((other, kind) -> {
            if (!other.equals(prefix)) {
                idOf(name, id, other, kind + "; that of " + KINDS.get(prefix) + " begins with " + prefix);
            }
        });
        return id;
    }
}
