package dev.blb.emulator.api;

import java.util.HashMap;
import java.util.Map;

/** Values of settings: those that were set, and the defaults of all others. Immutable. */
public final class Settings {
    /** Nothing is set: every setting has its default. */
    public static final Settings DEFAULTS = new Settings(Map.of());

    private final Map<Setting<?>, Object> values;

    private Settings(Map<Setting<?>, Object> values) {
        this.values = values;
    }

    /** The value of a setting. */
    // Only with(…) puts values in, each of its key's type.
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        return value == null ? setting.fallback() : (T) value;
    }

    /** The same with another value for one setting. */
    public <T> Settings with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> changed = new HashMap<>(values);
        changed.put(setting, value);
        return new Settings(changed);
    }
}
