package dev.blb.emulator.neighbour;

import static dev.blb.emulator.api.ApiError.ACCESS_DENIED;
import static dev.blb.emulator.settings.SettingsTable.REGION;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.DeclarationStore;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.World;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The things of one kind, as the calls of their own service read and change them. What a call creates is a declaration of its
 * account, so control routes, seeds, exports, snapshots and references know it.
 *
 * @param builtIn the members of things that always exist
 * @param unknown the error of an id that is neither declared nor built in
 */
public record Things(World world, ReferenceKind kind, BuiltIn builtIn, ApiError unknown) {
    /** The things of a kind that always exist. */
    @FunctionalInterface
    public interface BuiltIn {
        /** The members of one, as an account sees it. */
        Members of(AccountWorld world, String id);
    }

    /** When a thing was made whose declaration does not say it (assumption [m109]). */
    public static final String UNSTATED_TIME = "2026-01-01T00:00:00Z";

    /** All things of an account by id, built-in ones included. */
    public SortedMap<String, Members> all(String account) {
        SortedMap<String, Members> all = new TreeMap<>();
        kind.builtIn().forEach(id -> all.put(id, builtIn.of(world.of(account), id)));
        all.putAll(world.of(account).declared(kind));
        return all;
    }

    /** The thing of this id, if there is one. */
    public Optional<Members> find(String account, String id) {
        return world.of(account)
                .find(kind, id)
                .or(() -> kind.builtIn().contains(id)
                        ? Optional.of(builtIn.of(world.of(account), id))
                        : Optional.empty());
    }

    /** The same, or the error of unknown ids. */
    public Members require(String account, String id) {
        return find(account, id)
                .orElseThrow(() -> notFound(account, id, all(account).keySet()));
    }

    /**
     * The refusal of an unknown id.
     *
     * @param present the ids that the account has
     */
    public ApiException notFound(String account, String id, Collection<String> present) {
        String meant = Nearest.hint(id, present);
        ApiException refusal = unknown.at(
                kind.idMember(), "is \"%s\", which the account does not have%s", id, meant.isEmpty() ? "." : meant);
        return world.of(account).withPlace(refusal, kind, id);
    }

    /** Stores a thing in place of the one of this id, if there is one. */
    public void put(Call call, Tx tx, String id, ObjectNode members) {
        Members checked = new Members(kind.schema().check(members));
        world.of(call.account()).checkDeclarable(kind, id, checked);
        world.requireUnbroken(call.account(), kind, id, checked);
        new DeclarationStore(tx).put(new Declaration(call.account(), kind.plural(), id, checked));
    }

    /** Changes a thing; one of every account becomes the account's own. */
    public void change(Call call, Tx tx, String id, Consumer<ObjectNode> change) {
        ObjectNode members = require(call.account(), id).json().deepCopy();
        change.accept(members);
        put(call, tx, id, members);
    }

    /**
     * Removes a thing of the account.
     *
     * @throws ApiException AccessDenied if it is built in or declared for every account
     */
    public void remove(Call call, Tx tx, String id) {
        require(call.account(), id);
        if (!world.of(call.account()).isOwn(kind, id)) {
            throw ACCESS_DENIED.with(
                    "%s %s is built in or declared for every account; only what the account made can be removed.",
                    kind.idMember(), id);
        }
        world.requireUnbroken(call.account(), kind, id, null);
        new DeclarationStore(tx).remove(call.account(), kind.plural(), id);
    }

    /** An id that no thing of the account has. */
    public String freeId(Call call, Supplier<String> ids) {
        String id = ids.get();
        while (find(call.account(), id).isPresent()) {
            id = ids.get();
        }
        return id;
    }

    /**
     * The page of a list that a call asks for, in the order of the ids, whatever order the items are in. Any text is a marker: the page
     * begins at the first id that is not before it. The marker of the first page is empty (assumption [m8]).
     */
    public static <T> Paging.Page<T> page(Call call, List<T> items, Function<T, String> idOf) {
        Paging paging = Paging.of(call.query());
        List<T> rows = items.stream()
                .filter(item -> idOf.apply(item).compareTo(paging.marker()) >= 0)
                .sorted(Comparator.comparing(idOf))
                .limit(paging.limit())
                .toList();
        Paging.Page<T> page = paging.cut(rows, idOf);
        return paging.marker().isEmpty() ? page.withoutMarker() : page;
    }

    /** Whether a comma-separated filter is absent or names the value. */
    public static boolean chosen(Call call, String parameter, String value) {
        return call.query()
                .filledText(parameter)
                .map(names -> List.of(names.split(",", -1)).contains(value))
                .orElse(true);
    }

    private static String zone(Call call, String letter) {
        return "cn-" + call.settings().get(REGION).shortName() + "-" + letter;
    }

    /** The zones of the region that a call is made in, such as {@code cn-bj-a}. */
    public static List<String> zones(Call call) {
        return Subnets.ZONE_LETTERS.stream().map(letter -> zone(call, letter)).toList();
    }

    /** The zone of what names none. */
    public static String firstZone(Call call) {
        return zone(call, Subnets.ZONE_LETTERS.get(0));
    }

    /** The id of the user who owns an account. */
    public static String userId(String account) {
        return Derived.word(account, 12);
    }

    /** The time of a call as answers show it, in whole seconds. */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
