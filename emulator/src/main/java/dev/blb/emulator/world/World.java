package dev.blb.emulator.world;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.ReadModel;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The read model of declared things: by account, kind and id, in memory, so that no request pays a query for a reference.
 * Things are written in exclusive transactions alone; the model is reloaded before the next transaction begins.
 */
public final class World implements ReadModel {
    private final Map<String, Map<String, Map<String, Members>>> byAccount = new ConcurrentHashMap<>();
    private final boolean loopbackNetworks;

    /** A world in which nothing is declared yet. */
    public World() {
        this(false);
    }

    /**
     * The same.
     *
     * @param loopbackNetworks whether networks that are not declared have loopback addresses
     */
    public World(boolean loopbackNetworks) {
        this.loopbackNetworks = loopbackNetworks;
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

    /** Whether another account has this id declared; a thing with {@link ReferenceKind#MADE_UP} does not count. */
    boolean isDeclaredElsewhere(String account, ReferenceKind kind, String id) {
        return byAccount.keySet().stream()
                .filter(other -> !other.equals(account))
                .flatMap(other -> Stream.ofNullable(declared(other, kind).get(id)))
                .anyMatch(thing -> !thing.flag(ReferenceKind.MADE_UP.name()));
    }

    /** The ids under which a thing of a kind is declared, whatever the account, or built in. */
    public Set<String> ids(ReferenceKind kind) {
        return Stream.concat(
                        kind.builtIn().stream(),
                        byAccount.keySet().stream().flatMap(account -> declared(account, kind).keySet().stream()))
                .collect(Collectors.toSet());
    }

    /** The things of a kind that are declared for an account, or with the empty text for every account. */
    Map<String, Members> declared(String account, ReferenceKind kind) {
        return Collections.unmodifiableMap(
                byAccount.getOrDefault(account, Map.of()).getOrDefault(kind.plural(), Map.of()));
    }
}
