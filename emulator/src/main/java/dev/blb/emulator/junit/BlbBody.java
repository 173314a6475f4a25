package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.ControlClient.given;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A JSON body. Members are named by paths: {@code listenerPort}, {@code billing.paymentTiming}, {@code certIds.0}. Immutable. */
public final class BlbBody {
    private final String json;
    private final Optional<Object> root;
    private final boolean cut;
    private final BiConsumer<String, Optional<Object>> reads;

    private BlbBody(String json, Optional<Object> root, boolean cut, BiConsumer<String, Optional<Object>> reads) {
        this.json = json;
        this.root = root;
        this.cut = cut;
        this.reads = reads;
    }

    /** The body that a text is; one that is no JSON has no member. */
    static BlbBody of(String json) {
        return of(json, false);
    }

    /** The same of a text whose end may be missing. */
    static BlbBody of(String json, boolean isCut) {
        return new BlbBody(json, JsonText.read(json), isCut, (path, value) -> {});
    }

    /** The same; each member that is read is reported, and the whole with the empty path. */
    BlbBody observed(BiConsumer<String, Optional<Object>> observer) {
        return new BlbBody(json, root, cut, observer);
    }

    /** The text as it was sent, of which the emulator keeps the first 8192 characters. */
    public String json() {
        reads.accept("", Optional.of(json));
        return json;
    }

    /** Whether the end is missing, as the text was longer than that; such a body has no member. */
    public boolean isCut() {
        return cut;
    }

    /** Whether there is such a member that is not null. */
    public boolean has(String path) {
        return find(path).isPresent();
    }

    /** A text, number or boolean as a text; the empty text if it is absent. */
    public String text(String path) {
        return find(path).map(String::valueOf).orElse("");
    }

    /** Whether a text, number or boolean has this value; 80, 80L and "80" are the same. */
    public boolean is(String path, Object value) {
        return has(path) && text(path).equals(String.valueOf(given("value", value)));
    }

    /** The value: a {@link String}, {@link Number}, {@link Boolean}, {@link List} or {@link Map}; empty if absent or null. */
    public Optional<Object> find(String path) {
        Optional<Object> value = root;
        for (String name : given("path", path).split("\\.", -1)) {
            value = value.flatMap(from -> member(from, name));
        }
        reads.accept(path, value);
        return value;
    }

    private static Optional<Object> member(Object from, String name) {
        if (from instanceof Map<?, ?> object) {
            return Optional.ofNullable(object.get(name));
        }
        if (from instanceof List<?> list && name.matches("\\d{1,9}") && Integer.parseInt(name) < list.size()) {
            return Optional.ofNullable(list.get(Integer.parseInt(name)));
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return json();
    }
}
