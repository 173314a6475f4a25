package dev.blb.emulator.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Setting;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.schema.Field;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A row of {@link SettingsTable}. A setting {@code settleDelay} is the flag {@code --settle-delay} and the variable
 * {@code BLB_SETTLE_DELAY}; where each account may have its own value, also the member {@code settleDelay} of the control
 * route {@code accounts/{account}/settings} and of the seed's section {@code accounts}.
 *
 * @param <T> the type of its value
 */
public final class SettingRow<T> implements Setting<T> {
    /** What every variable of the emulator begins with. */
    static final String PREFIX = "BLB_";

    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private final SettingRule<T> rule;
    private final boolean perAccount;
    private final String meaning;

    SettingRow(SettingRule<T> rule, boolean perAccount, String meaning) {
        this.rule = rule;
        this.perAccount = perAccount;
        this.meaning = meaning;
    }

    @Override
    public T fallback() {
        return rule.fallback();
    }

    /** The name, such as {@code settleDelay}. */
    public String name() {
        return rule.field().name();
    }

    /** The flag, such as {@code --settle-delay}. */
    public String flag() {
        return "--" + words("-").toLowerCase(Locale.ROOT);
    }

    /** The environment variable, such as {@code BLB_SETTLE_DELAY}. */
    public String variable() {
        return PREFIX + words("_").toUpperCase(Locale.ROOT);
    }

    private String words(String between) {
        return CAPITAL.matcher(name()).replaceAll(between + "$0");
    }

    /** Whether each account may have its own value. */
    public boolean perAccount() {
        return perAccount;
    }

    /** What stands for a value in {@code --help}. */
    public String label() {
        return rule.label();
    }

    /** What it does, in sentences. */
    public String meaning() {
        return meaning;
    }

    /** The default as users would write it; the empty text where nothing is set. */
    public String shownDefault() {
        return rule.shownDefault();
    }

    /** A value that is not the default, as users would write it. */
    public String example() {
        return rule.example();
    }

    /** The rule of its values. */
    public Field field() {
        return rule.field();
    }

    /** A value as it stands in JSON: a number, or a text. */
    public static Object shown(Object value) {
        return value instanceof Integer
                ? value
                : value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value.toString();
    }

    /** These settings with the value that a checked member has. */
    public Settings with(Settings settings, JsonNode checked) {
        return settings.with(this, rule.reading().apply(checked));
    }

    /**
     * These settings with the value that a text stands for.
     *
     * @param source the flag or variable, for messages
     * @throws IllegalArgumentException if the text is wrong, with a message that names source, value and what is allowed
     */
    Settings with(Settings settings, String source, String text) {
        try {
            return with(settings, rule.field().read(rule.normal().apply(text)));
        } catch (ApiException wrong) {
            throw new IllegalArgumentException(source + " " + wrong.detail(), wrong);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(source + ": " + wrong.getMessage(), wrong);
        }
    }
}
