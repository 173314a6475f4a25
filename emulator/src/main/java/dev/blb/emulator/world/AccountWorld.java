package dev.blb.emulator.world;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The world as one account sees it. With strict references only declared and built-in things exist; with lenient ones every
 * well-formed id does, and what it stands for is derived from the id (assumption), see {@link Derived}.
 */
public record AccountWorld(World world, String account) {
    private static final int MOST_NAMED = 20;

    /** What is declared under an id, or empty if that is built in, derived or unknown. */
    public Optional<Members> find(ReferenceKind kind, String id) {
        return Optional.ofNullable(world.declared(account, kind).get(id))
                .or(() -> Optional.ofNullable(world.declared("", kind).get(id)));
    }

    /** Whether a thing is declared or built in. */
    public boolean isDeclared(ReferenceKind kind, String id) {
        return kind.builtIn().contains(id) || find(kind, id).isPresent();
    }

    /**
     * Accepts a reference.
     *
     * @param parameter the path of the member that holds it
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if the id is malformed; the kind's error if it is unknown and
     *     references are strict
     */
    public void require(References references, ReferenceKind kind, String parameter, String id) {
        kind.requireForm(parameter, id);
        if (references == References.STRICT && !isDeclared(kind, id)) {
            throw kind.unknown()
                    .at(
                            parameter,
                            "is \"%s\", which is not declared; with strict references only %s exist",
                            id,
                            named(kind));
        }
    }

    /**
     * Accepts a thing that is to be declared for this account, or refuses it.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public void checkDeclarable(ReferenceKind kind, String id, Members members) {
        kind.requireForm(kind.idMember(), id);
        kind.rule().check(this, members);
    }

    private String named(ReferenceKind kind) {
        List<String> ids = Stream.of(
                        world.declared(account, kind).keySet(),
                        world.declared("", kind).keySet(),
                        kind.builtIn())
                .flatMap(Collection::stream)
                .distinct()
                .toList();
        String some = String.join(", ", ids.subList(0, Math.min(ids.size(), MOST_NAMED)));
        return ids.size() > MOST_NAMED ? some + " and " + (ids.size() - MOST_NAMED) + " more" : some;
    }
}
