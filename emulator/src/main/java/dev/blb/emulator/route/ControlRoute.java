package dev.blb.emulator.route;

import static dev.blb.emulator.schema.Field.characters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A control route: one of the emulator's own, under {@code /_blb/}.
 *
 * @param way its method and path
 * @param meaning what it does, for the pages
 * @param takesText whether the body is a text, JSON or YAML, that the handler reads by itself
 * @param open whether it may be called for any account, as it changes nothing that accounts have
 * @param left whether something is left under a name that may have become a key of another account, so that it is allowed as an account
 * @param handler from the call to what is written as JSON, or a {@link ControlText}
 */
public record ControlRoute(
        Way way,
        String meaning,
        Schema query,
        Schema body,
        boolean takesText,
        boolean open,
        Predicate<String> left,
        Function<ControlCall, Object> handler)
        implements Route {
    /** The account that a call is about, or its state in another region; an access key may be as long [m43]. */
    public static final Field ACCOUNT = characters("account", 1, 512).matching(Region.STATE_PATTERN, Region.STATE_FORM);

    /** The variable of a path that names a load balancer, and by it the account that has it. */
    public static final String BLB_ID = "blbId";

    /** What a container's health check asks all the time; it is answered whatever else goes on. */
    public static final String HEALTH_PATH = "/_blb/health";

    /** What the paths of the journal begin with: who reads it does not stand in it. */
    public static final String JOURNAL_PATH = "/_blb/requests";

    /** The first segment of every path here but one. */
    public static final String PREFIX = "_blb";

    /** The one path outside of it, where Prometheus looks. */
    public static final String METRICS = "metrics";

    /**
     * A route that takes neither query nor body.
     *
     * @param path what follows {@code /_blb/}
     */
    public static ControlRoute of(String method, String path, String meaning, Function<ControlCall, Object> handler) {
        return at(new Way(method, "/" + PREFIX + "/" + path, ""), meaning, handler);
    }

    /** The same at a path that others prescribe. */
    public static ControlRoute at(Way way, String meaning, Function<ControlCall, Object> handler) {
        return new ControlRoute(way, meaning, Schema.of(), Schema.of(), false, false, name -> false, handler);
    }

    /**
     * A route to a JSON document that never changes: it is made with the first call.
     *
     * @param path what follows {@code /_blb/}
     */
    public static ControlRoute document(String path, String meaning, Supplier<JsonNode> making) {
        AtomicReference<@Nullable ControlText> made = new AtomicReference<>();
        return of("GET", path, meaning, call -> {
                    ControlText known = made.get();
                    if (known == null) {
                        known = ControlText.json(making.get().toString());
                        made.set(known);
                    }
                    return known;
                })
                .openToEveryAccount();
    }

    /** The same with these query parameters. */
    public ControlRoute query(Schema schema) {
        return new ControlRoute(way, meaning, schema, body, takesText, open, left, handler);
    }

    /** The same with these members of the body. */
    public ControlRoute body(Schema schema) {
        return new ControlRoute(way, meaning, query, schema, takesText, open, left, handler);
    }

    /** The same with a text as its body. */
    public ControlRoute takingText() {
        return new ControlRoute(way, meaning, query, body, true, open, left, handler);
    }

    /** The same, open to calls that are confined to an account: it changes nothing that accounts have or share. */
    public ControlRoute openToEveryAccount() {
        return new ControlRoute(way, meaning, query, body, takesText, true, left, handler);
    }

    /** The same for what must be removable also once the account's name has become a key of another account. */
    public ControlRoute alsoOfKeys(Predicate<String> somethingLeft) {
        return new ControlRoute(way, meaning, query, body, takesText, open, somethingLeft, handler);
    }

    /**
     * Whether it is refused to calls that are confined to an account: so is every route that neither names an account, in its
     * query or its path, nor a load balancer in its path, nor says that it is open.
     */
    public boolean serverWide() {
        return !open
                && !query.names().contains(ACCOUNT.name())
                && Stream.of(ACCOUNT.name(), BLB_ID)
                        .noneMatch(name -> way.path().contains("{" + name + "}"));
    }

    /** The rule of a variable of the path: an account's name or an id. */
    public static Field variable(String name) {
        return name.equals(ACCOUNT.name()) ? ACCOUNT : characters(name, 1, 128);
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
