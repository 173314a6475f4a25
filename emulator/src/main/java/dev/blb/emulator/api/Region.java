package dev.blb.emulator.api;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A region by its short name, with the long name that stands in generated names [meta].
 *
 * <p>An account has a separate state in each region. That of the region of the start has the account's name; that of another
 * region has the name of the account, {@code @} and the short name of the region, such as {@code emulator-1@gz}; access keys
 * contain no {@code @}, so no two states have one name.
 */
public enum Region {
    BD("baoding"),
    BJ("beijing"),
    CD("chengdu"),
    FSH("shanghai"),
    FWH("wuhan"),
    GZ("guangzhou"),
    HKG("hongkong"),
    NJ("nanjing"),
    SIN("singapore"),
    SU("suzhou"),
    YQ("yangquan");

    private static final char MARK = '@';

    /** What the name of a state looks like, as a regular expression. */
    public static final String STATE_PATTERN =
            "[^@]+(@(" + Stream.of(values()).map(Region::shortName).collect(Collectors.joining("|")) + "))?";

    /** The same in words. */
    public static final String STATE_FORM =
            "an account such as emulator-1, or emulator-1@gz for what it has in another region";

    private final String longName;

    Region(String longName) {
        this.longName = longName;
    }

    /** The name in generated names, such as {@code beijing}. */
    public String longName() {
        return longName;
    }

    /** The name in host names and zones, such as {@code bj}. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The region of a short name, if there is one. */
    public static Optional<Region> named(String shortName) {
        return Stream.of(values())
                .filter(region -> region.shortName().equals(shortName))
                .findFirst();
    }

    /**
     * The name of an account's state in this region.
     *
     * @param home the region of the start
     */
    public String stateOf(String account, Region home) {
        return this == home ? account : account + MARK + shortName();
    }

    /** The account of a state. */
    public static String accountOf(String state) {
        return ofState(state).isPresent() ? state.substring(0, state.lastIndexOf(MARK)) : state;
    }

    /** The region that a state's name contains; empty for the region of the start. */
    public static Optional<Region> ofState(String state) {
        int mark = state.lastIndexOf(MARK);
        return mark < 0 ? Optional.empty() : named(state.substring(mark + 1));
    }

    /** The one name of a state: a name that contains the region of the start loses it. */
    public static String stateNamed(String given, Region home) {
        return ofState(given)
                .filter(home::equals)
                .map(region -> accountOf(given))
                .orElse(given);
    }
}
