package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.IdleMember;
import dev.blb.emulator.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An element of a list in a seed, at its place in the text: what is refused about it names file, line, column and path.
 *
 * @param run the application of seeds that it is part of
 * @param path such as {@code loadBalancers[2].listeners[0]}; empty for the whole document
 * @param node what stands there, or a missing node
 */
public record SeedElement(SeedRun run, SeedText text, String path, JsonNode node) {
    /** The member that names the account of a thing. */
    public static final Field ACCOUNT = ControlRoute.ACCOUNT;

    /** Members that came about while a thing ran; they need not stand in the text to be named. */
    private static final String STATE = "state.";

    private static final int MAX_SHOWN = 80;

    /** The place of a member. */
    private SeedElement member(String name) {
        return new SeedElement(run, text, path.isEmpty() ? name : path + "." + name, node.path(name));
    }

    /** The members of an element that is an object; InappropriateJSON for another one. */
    public ObjectNode members() {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw refused(INAPPROPRIATE_JSON, "is " + shown(node) + "; allowed is an object");
    }

    /**
     * The checked members. A member that the schema does not know is a mistake in a seed, though the API ignores it; one that has no
     * effect is accepted and warned of, as by the API.
     *
     * @param repeated the values of members without effect that are no mistake, as they repeat what the element stands for
     */
    public Members check(Schema schema, String... repeated) {
        Members checked = new Members(schema.checkStrictly(members()));
        for (IdleMember idle : schema.idle(members())) {
            if (!idle.repeats(Stream.of(repeated))) {
                warn(idle.path(), idle.why());
            }
        }
        return checked;
    }

    /** The account that the element names, or the one that the seed is for; empty for every account. */
    public String owner(Members members) {
        return members.optionalText(ACCOUNT.name()).map(run::state).orElseGet(run::account);
    }

    /** The elements of a list among the members; none if it is absent, InappropriateJSON if it is no list. */
    public List<SeedElement> list(String name) {
        SeedElement list = member(name);
        if (!list.node.isMissingNode() && !list.node.isArray()) {
            throw list.refused(INAPPROPRIATE_JSON, "is " + shown(list.node) + "; allowed is a list");
        }
        List<SeedElement> elements = new ArrayList<>();
        for (JsonNode element : list.node) {
            elements.add(new SeedElement(run, text, list.path + "[" + elements.size() + "]", element));
        }
        return elements;
    }

    /**
     * Notes that this element declares a thing.
     *
     * @param member the member that holds its id
     * @throws ApiException InvalidParameter if these seeds have declared it already
     */
    public void declareOnce(String owner, String kind, String member, String id) {
        run.declareOnce(this, List.of(owner, kind, id), member);
    }

    /** Does something about this element; a refusal of the API becomes one that names its place in the text. */
    public void apply(Runnable work) {
        applyAs("", work);
    }

    /**
     * The same for work that passes the element on in a request.
     *
     * @param wrapper the member of the request that holds it, such as {@code backendServerList}; the empty text for none
     */
    public void applyAs(String wrapper, Runnable work) {
        try {
            work.run();
        } catch (ApiException refusal) {
            throw located(refusal, wrapper);
        }
    }

    /** Says of a member what is applied though it is most likely not meant. */
    public void warn(String name, String complaint) {
        SeedElement member = member(name);
        run.warn(() -> text.place(member.path) + ": " + member.path + " " + complaint);
    }

    /**
     * A refusal as one that names its place in the text.
     *
     * @param wrapper as for {@link #applyAs}
     */
    SeedException located(ApiException refusal, String wrapper) {
        String named = refusal.member();
        String member = wrapper.isEmpty() ? named : named.replaceFirst("^" + wrapper + "(\\[\\d*])?\\.?", "");
        if (member.isEmpty() && !named.isEmpty()) {
            return refused(refusal.error(), refusal.detail());
        }
        boolean stands = !member.isEmpty()
                && (refusal.error() == MISSING_PARAMETER || text.has(member(member).path) || member.startsWith(STATE));
        return stands
                ? member(member).refused(refusal.error(), refusal.detail())
                : refused(refusal.error(), ":", (member.isEmpty() ? "" : named + " ") + refusal.detail());
    }

    private SeedException refused(ApiError error, String complaint) {
        return refused(error, "", complaint);
    }

    private SeedException refused(ApiError error, String separator, String complaint) {
        return new SeedException(error, text.place(path) + ": " + path + separator + " " + complaint);
    }

    private static String shown(JsonNode value) {
        String json = value.toString();
        return json.length() <= MAX_SHOWN ? json : json.substring(0, MAX_SHOWN - 3) + "...";
    }
}
