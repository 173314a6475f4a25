package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Names;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.ReadModel;
import dev.blb.emulator.seed.WholeCheck;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import dev.blb.emulator.world.ReferenceKind.Clash;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The read model of declared things: by account, kind and id, in memory, so that no request pays a query for a reference.
 * Things are written in exclusive transactions alone; the model is reloaded before the next transaction begins.
 */
public final class World implements ReadModel {
    private final Map<String, Map<String, Map<String, Members>>> byAccount = new ConcurrentHashMap<>();
    private final boolean loopbackNetworks;
    private final Region home;
    private final List<ReferenceKind> kinds;

    /** A world of no kinds, in which nothing is declared. */
    public World() {
        this(false, Region.BJ, List.of());
    }

    /**
     * A world in which nothing is declared yet.
     *
     * @param loopbackNetworks whether networks that are not declared have loopback addresses
     * @param home the region of the start
     * @param kinds what may be declared, each kind behind those that its rule looks at
     */
    public World(boolean loopbackNetworks, Region home, List<ReferenceKind> kinds) {
        this.loopbackNetworks = loopbackNetworks;
        this.home = home;
        this.kinds = kinds;
    }

    /** Whether networks that are not declared have loopback addresses, so that this machine can listen on them. */
    public boolean hasLoopbackNetworks() {
        return loopbackNetworks;
    }

    @Override
    public void reload(Tx tx, String account) {
        Map<String, Map<String, Map<String, Members>>> loaded = new HashMap<>();
        for (Declaration declaration : new DeclarationStore(tx).all(account)) {
            loaded.computeIfAbsent(declaration.account(), key -> new HashMap<>())
                    .computeIfAbsent(declaration.kind(), key -> new TreeMap<>())
                    .put(declaration.id(), declaration.members());
        }
        // Account by account, so that a request beside it sees either the old things of an account or the new ones.
        byAccount.putAll(loaded);
        byAccount.keySet().removeIf(name -> (account.isEmpty() || name.equals(account)) && !loaded.containsKey(name));
    }

    /** What an account sees: what is declared for it, then what is declared for every account, then what is built in. */
    public AccountWorld of(String account) {
        return new AccountWorld(this, account);
    }

    /** The region of a state. */
    Region region(String state) {
        return Region.ofState(state).orElse(home);
    }

    /**
     * Another state that has this id declared, of the same account in another region if there is one; a thing with
     * {@link ReferenceKind#MADE_UP} does not count.
     */
    Optional<String> elsewhere(String state, ReferenceKind kind, String id) {
        String account = Region.accountOf(state);
        return byAccount.keySet().stream()
                .filter(other -> !other.equals(state))
                .filter(other -> Optional.ofNullable(declared(other, kind).get(id))
                        .filter(thing -> !thing.flag(ReferenceKind.MADE_UP.name()))
                        .isPresent())
                .min(Comparator.comparing(
                                (String other) -> !Region.accountOf(other).equals(account))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The ids under which a thing of a kind is declared, whatever the account, or built in. */
    public Set<String> ids(ReferenceKind kind) {
        return Stream.concat(
                        kind.builtIn().stream(),
                        byAccount.keySet().stream().flatMap(account -> declared(account, kind).keySet().stream()))
                .collect(Collectors.toSet());
    }

    /**
     * Refuses a change of a thing that other declared things, which keep the rules of their kinds now, would contradict.
     *
     * @param thing what shall be declared; null if nothing shall be
     * @throws ApiException InvalidParameter
     */
    public void requireUnbroken(String account, ReferenceKind kind, String id, @Nullable Members thing) {
        World after = after(account, kind, id, thing);
        if (thing != null && !of(account).clashes(kind).containsKey(id)) {
            Clash clash = after.of(account).clashes(kind).get(id);
            if (clash != null) {
                throw clash.refusal();
            }
        }
        Map<Place, Fault> broken =
                after.broken(this, account.isEmpty() ? after.byAccount.keySet() : Set.of(account), kinds.indexOf(kind));
        if (thing != null) {
            broken.remove(new Place(account, kind, id));
        }
        if (!broken.isEmpty()) {
            throw INVALID_PARAMETER.at(
                    kind.idMember(), "is \"%s\"; with this change it would contradict %s", id, named(broken));
        }
    }

    /** The world with a thing declared as given, or with null without it. */
    World after(String account, ReferenceKind kind, String id, @Nullable Members thing) {
        Map<String, Members> things = new TreeMap<>(declared(account, kind));
        if (thing == null) {
            things.remove(id);
        } else {
            things.put(id, thing);
        }
        World after = copy();
        Map<String, Map<String, Members>> theirs = new HashMap<>(byAccount.getOrDefault(account, Map.of()));
        theirs.put(kind.plural(), things);
        after.byAccount.put(account, theirs);
        return after;
    }

    /** The accounts, each in a region, for which something is declared; the empty text stands for every account. */
    public Set<String> accounts() {
        return Set.copyOf(byAccount.keySet());
    }

    /**
     * Remembers what is declared.
     *
     * @param account whose things are looked at; the empty text stands for all accounts
     * @return what finds out whether what is declared by then is contradicted by something that did not before
     */
    public WholeCheck remember(String account) {
        World before = copy();
        return () -> {
            Map<Place, Fault> broken = broken(before, account.isEmpty() ? byAccount.keySet() : Set.of(account), 0);
            return broken.isEmpty() ? Optional.empty() : Optional.of(new Broken(before, copy(), broken));
        };
    }

    /** Whether a thing, by account, kind and id, is of one of the kinds. */
    boolean knows(List<String> thing) {
        return kinds.stream().anyMatch(kind -> kind.plural().equals(thing.get(1)));
    }

    /** A copy that {@link #adopt} can change. */
    World changeable() {
        World copy = new World(loopbackNetworks, home, kinds);
        byAccount.forEach((account, theirs) -> {
            Map<String, Map<String, Members>> copied = new HashMap<>();
            theirs.forEach((kind, things) -> copied.put(kind, new TreeMap<>(things)));
            copy.byAccount.put(account, copied);
        });
        return copy;
    }

    /** Declares a thing, by account, kind and id, as another world does. */
    void adopt(List<String> thing, World other) {
        Map<String, Members> things = byAccount
                .computeIfAbsent(thing.get(0), account -> new HashMap<>())
                .computeIfAbsent(thing.get(1), kind -> new TreeMap<>());
        Members theirs = other.byAccount
                .getOrDefault(thing.get(0), Map.of())
                .getOrDefault(thing.get(1), Map.of())
                .get(thing.get(2));
        if (theirs == null) {
            things.remove(thing.get(2));
        } else {
            things.put(thing.get(2), theirs);
        }
    }

    /** What is declared for an account, or with the empty text for every account. */
    record Place(String account, ReferenceKind kind, String id) {
        List<String> thing() {
            return List.of(account, kind.plural(), id);
        }

        /** How a control route names it. */
        String path() {
            return kind.plural() + "/" + id + (account.isEmpty() ? "" : "?account=" + account);
        }
    }

    /**
     * What is wrong with a thing.
     *
     * @param complaint in words
     * @param remains whether it is also so in another world
     */
    record Fault(String complaint, Predicate<World> remains) {}

    private World copy() {
        World copy = new World(loopbackNetworks, home, kinds);
        copy.byAccount.putAll(byAccount);
        return copy;
    }

    /** What is wrong with the things that break the rules of their kinds and did not do so before, by their places. */
    private Map<Place, Fault> broken(World before, Set<String> accounts, int firstKind) {
        Map<Place, Fault> broken = new LinkedHashMap<>();
        for (ReferenceKind kind : kinds.subList(firstKind, kinds.size())) {
            for (String account : accounts) {
                AccountWorld here = of(account);
                AccountWorld earlier = before.of(account);
                Map<String, Members> known = before.declared(account, kind);
                declared(account, kind).forEach((id, thing) -> {
                    Optional<String> complaint = here.complaint(kind, thing);
                    boolean isNew = !thing.equals(known.get(id));
                    if (complaint.isPresent()
                            && (isNew || earlier.complaint(kind, thing).isEmpty())) {
                        Place place = new Place(account, kind, id);
                        broken.put(place, new Fault(complaint.get(), world -> world.breaksRule(place)));
                    }
                });
                Map<String, Clash> clashes = here.clashes(kind);
                if (!clashes.isEmpty()) {
                    Set<String> clashed = earlier.clashes(kind).keySet();
                    clashes.forEach((id, clash) -> {
                        if (!clashed.contains(id)) {
                            boolean isOwn = declared(account, kind).containsKey(id);
                            broken.putIfAbsent(
                                    new Place(isOwn ? account : "", kind, id),
                                    new Fault(
                                            clash.member() + " " + clash.complaint(),
                                            world -> world.of(account)
                                                    .clashes(kind)
                                                    .containsKey(id)));
                        }
                    });
                }
            }
        }
        return broken;
    }

    /** The places of what is broken, and what is wrong with the first. */
    static String named(Map<Place, Fault> broken) {
        return Names.of(broken.keySet().stream().map(Place::path).toList()) + ": "
                + broken.values().iterator().next().complaint();
    }

    private boolean breaksRule(Place place) {
        Members thing = declared(place.account(), place.kind()).get(place.id());
        return thing != null
                && of(place.account()).complaint(place.kind(), thing).isPresent();
    }

    /** The things of a kind that are declared for an account, or with the empty text for every account. */
    Map<String, Members> declared(String account, ReferenceKind kind) {
        return Collections.unmodifiableMap(
                byAccount.getOrDefault(account, Map.of()).getOrDefault(kind.plural(), Map.of()));
    }
}
