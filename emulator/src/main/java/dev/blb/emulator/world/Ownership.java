package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.Tx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Whose the things of one account are, where an account gets back what it had: others may have them by now. */
public record Ownership(World world, Uses uses, List<ReferenceKind> kinds) {
    /** What an account has of a kind: the ids that are declared for it, and those that it names, each with what names it. */
    private record Held(Set<String> declared, Map<String, Set<String>> named) {}

    /**
     * Remembers what an account has.
     *
     * @param together account, kind and id of declarations that were there at the same time as what the account gets back
     * @return what refuses, with InvalidParameter, what the account has by then if another account has a thing of it
     */
    public Runnable remember(Tx tx, String account, Set<List<String>> together) {
        Map<ReferenceKind, Held> before = held(tx, account);
        return () -> held(tx, account).forEach((kind, after) -> {
            Held earlier = Objects.requireNonNull(before.get(kind));
            SingleUse singleUse = new SingleUse(world, uses, kind, tx);
            after.named().keySet().stream()
                    .filter(id -> earlier.named().getOrDefault(id, Set.of()).size() < 2)
                    .forEach(id -> singleUse.require(account, id));
            List<String> back = after.declared().stream()
                    .filter(id -> !earlier.declared().contains(id))
                    .toList();
            back.stream()
                    .flatMap(id -> declaring(account, kind, id, together).stream())
                    .findFirst()
                    .or(() -> naming(tx, account, kind, back))
                    .ifPresent(refusal -> {
                        throw INVALID_PARAMETER.with("It would bring back %s", refusal);
                    });
            after.named().keySet().stream()
                    .filter(id -> !earlier.named().containsKey(id)
                            && !world.of(account).isDeclared(kind, id))
                    .flatMap(id -> declaring(account, kind, id, together)
                            .map(refusal -> String.join(
                                            ", ",
                                            Objects.requireNonNull(after.named().get(id))) + " with " + refusal)
                            .stream())
                    .findFirst()
                    .ifPresent(refusal -> {
                        throw INVALID_PARAMETER.with("It would bring back %s", refusal);
                    });
        });
    }

    private Map<ReferenceKind, Held> held(Tx tx, String account) {
        Map<ReferenceKind, Held> held = new HashMap<>();
        AccountWorld here = world.of(account);
        for (ReferenceKind kind : kinds) {
            if (kind.owned()) {
                Set<String> own = new HashSet<>(world.declared(account, kind).keySet());
                own.removeIf(id -> !here.isOwn(kind, id) || !isMadeFor(account, kind, id));
                held.put(kind, new Held(own, uses.of(tx, account, kind)));
            }
        }
        return held;
    }

    /** Whether a thing is declared for an account, and not only because a reference named it. */
    private boolean isMadeFor(String account, ReferenceKind kind, String id) {
        return Optional.ofNullable(world.declared(account, kind).get(id))
                .filter(thing -> !thing.flag(ReferenceKind.MADE_UP.name()))
                .isPresent();
    }

    /** The thing and another account for which it is declared. */
    private Optional<String> declaring(String account, ReferenceKind kind, String id, Set<List<String>> together) {
        return world.accounts().stream()
                .filter(other -> !other.isEmpty()
                        && !other.equals(world.of(account).owner(kind))
                        && isMadeFor(other, kind, id)
                        && !together.contains(List.of(other, kind.plural(), id)))
                .sorted()
                .findFirst()
                .map(other -> "%s/%s, which is declared for account %s by now.".formatted(kind.plural(), id, other));
    }

    /** The first of some things, and what another account has that names it without a thing of its own. */
    private Optional<String> naming(Tx tx, String account, ReferenceKind kind, List<String> ids) {
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        return uses.accounts(tx).stream()
                .filter(other ->
                        !other.isEmpty() && !world.of(other).owner(kind).equals(account))
                .sorted()
                .flatMap(other -> {
                    Map<String, Set<String>> users = uses.of(tx, other, kind);
                    return ids.stream()
                            .filter(id ->
                                    users.containsKey(id) && !world.of(other).isDeclared(kind, id))
                            .map(id -> "%s/%s, which %s of account %s names by now."
                                    .formatted(
                                            kind.plural(),
                                            id,
                                            Objects.requireNonNull(users.get(id))
                                                    .iterator()
                                                    .next(),
                                            other));
                })
                .findFirst();
    }
}
