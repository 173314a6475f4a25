package dev.blb.client.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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

    private static final Pattern DOMAIN = Pattern.compile("[^\\s/.]+(\\.[^\\s/.]+)+\\.?");

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

    /** A list as {@link #list}; throws {@link IllegalArgumentException} if it is empty. */
    public static <T> List<T> some(String name, @Nullable Collection<? extends @Nullable T> values) {
        List<T> copy = list(name, values);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty; allowed is one element or more");
        }
        return copy;
    }

    /** The text; throws {@link IllegalArgumentException} if it is blank. */
    public static String notBlank(String name, @Nullable String text) {
        String given = notNull(name, text);
        if (given.isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
        return given;
    }

    /**
     * The id for a request; throws {@link IllegalArgumentException} if it is blank or, as {@link #kind}, that of another kind of
     * thing.
     */
    public static String id(String name, @Nullable String id, String prefix) {
        return kind(name, notBlank(name, id), prefix, "that of " + KINDS.get(prefix) + " begins with " + prefix);
    }

    /** The ids for a request, at least one, each as {@link #id} demands. */
    public static List<String> ids(String name, @Nullable Collection<? extends @Nullable String> ids, String prefix) {
        List<String> checked = some(name, ids);
        checked.forEach(id -> id(name, id, prefix));
        return checked;
    }

    /**
     * The id; throws {@link IllegalArgumentException} if it is a domain, or if its prefix shows that it is the id of another kind of
     * thing, as when two ids were given in the wrong order.
     *
     * @param prefix how its ids begin, such as {@code sbn-}
     * @param advice what to do, such as {@code "the VPC comes first, then the subnet"}
     */
    public static String kind(String name, @Nullable String id, String prefix, String advice) {
        String given = notNull(name, id);
        if (DOMAIN.matcher(given).matches()) {
            throw new IllegalArgumentException(name + " \"" + given + "\" is a domain or an address; " + advice);
        }
        KINDS.forEach((other, kind) -> {
            if (!other.equals(prefix) && given.startsWith(other)) {
                throw new IllegalArgumentException(name + " \"" + given + "\" is the id of " + kind + "; " + advice);
            }
        });
        return given;
    }

    /** The domain; throws {@link IllegalArgumentException} if it is the id of a thing instead. */
    public static String domain(String name, @Nullable String domain, String advice) {
        String given = notNull(name, domain);
        return given.indexOf('.') >= 0 ? given : kind(name, given, "", advice);
    }
}
