package dev.blb.emulator.route;

import dev.blb.emulator.api.Way;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.function.Function;

/**
 * A control route: one of the emulator's own, under {@code /_blb/}.
 *
 * @param way its method and path
 * @param meaning what it does, for the pages
 * @param takesText whether the body is a text, JSON or YAML, that the handler reads by itself
 * @param handler from the call to what is written as JSON, or a {@link ControlText}
 */
public record ControlRoute(
        Way way, String meaning, Schema query, Schema body, boolean takesText, Function<ControlCall, Object> handler)
        implements Route {
    /** The first segment of every path here. */
    public static final String PREFIX = "_blb";

    /**
     * A route that takes neither query nor body.
     *
     * @param path what follows {@code /_blb/}
     */
    public static ControlRoute of(String method, String path, String meaning, Function<ControlCall, Object> handler) {
        Way way = new Way(method, "/" + PREFIX + "/" + path, "");
        return new ControlRoute(way, meaning, Schema.of(), Schema.of(), false, handler);
    }

    /** The same with these query parameters. */
    public ControlRoute query(Schema schema) {
        return new ControlRoute(way, meaning, schema, body, takesText, handler);
    }

    /** The same with these members of the body. */
    public ControlRoute body(Schema schema) {
        return new ControlRoute(way, meaning, query, schema, takesText, handler);
    }

    /** The same with a text as its body. */
    public ControlRoute takingText() {
        return new ControlRoute(way, meaning, query, body, true, handler);
    }

    @Override
    public List<Way> ways() {
        return List.of(way);
    }

    @Override
    public String name() {
        return "control";
    }
}
