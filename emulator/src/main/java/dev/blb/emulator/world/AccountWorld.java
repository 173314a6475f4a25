package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Names;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.world.ReferenceKind.Clash;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The world as one account sees it in a region. With strict references only declared and built-in things exist; with lenient ones every
 * well-formed id does, and what it stands for is derived from the id (assumption), see {@link Derived}.
 */
public record AccountWorld(World world, String account) {
    /** Whose the things of a kind are that this account declares: those of a service without regions are the account's everywhere. */
    public String owner(ReferenceKind kind) {
        return kind.inAllRegions() ? Region.accountOf(account) : account;
    }

    /** What is declared or implied under an id, or empty if that is built in, derived or unknown. */
    public Optional<Members> find(ReferenceKind kind, String id) {
        return Optional.ofNullable(world.declared(owner(kind), kind).get(id))
                .or(() -> Optional.ofNullable(world.declared("", kind).get(id)))
                .or(() -> Optional.ofNullable(kind.implied().of(this).get(id)));
    }

    /** The declared and implied things of a kind by id: in place of those of every account the account's own. */
    public SortedMap<String, Members> declared(ReferenceKind kind) {
        SortedMap<String, Members> all = kind.implied().of(this);
        all.putAll(world.declared("", kind));
        all.putAll(world.declared(owner(kind), kind));
        return all;
    }

    /** Whether a thing is declared for this account, and is neither built in nor declared for every account. */
    public boolean isOwn(ReferenceKind kind, String id) {
        return world.declared(owner(kind), kind).containsKey(id)
                && !world.declared("", kind).containsKey(id)
                && !kind.builtIn().contains(id);
    }

    /** Whether a thing is declared, implied or built in. */
    public boolean isDeclared(ReferenceKind kind, String id) {
        return kind.builtIn().contains(id) || find(kind, id).isPresent();
    }

    /**
     * Accepts a reference to what existed, such as one in an export: its form alone is checked.
     *
     * @param parameter the path of the member that holds it
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if the id is malformed
     */
    public void requireForm(ReferenceKind kind, String parameter, String id) {
        kind.requireForm(parameter, id);
    }

    /**
     * Accepts a reference to what is declared or built in, whatever the account's setting.
     *
     * @param parameter the path of the member that holds it
     * @throws ApiException InvalidParameter if the id is malformed; the kind's error if it is unknown
     */
    public void requireDeclared(ReferenceKind kind, String parameter, String id) {
        kind.requireForm(parameter, id);
        if (!isDeclared(kind, id)) {
            throw kind.unknown()
                    .at(parameter, "is \"%s\", which is not declared; allowed is one of %s", id, named(kind));
        }
    }

    /** Accepts each reference of a list; a refusal names the element. */
    public void requireAll(References references, ReferenceKind kind, String parameter, List<String> ids) {
        for (int i = 0; i < ids.size(); i++) {
            require(references, kind, parameter + "[" + i + "]", ids.get(i));
        }
    }

    /**
     * Accepts a reference.
     *
     * @param parameter the path of the member that holds it
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if the id is malformed; the kind's error if it is unknown and
     *     references are strict, or if it is declared for another account alone and the kind's things have one owner
     */
    public void require(References references, ReferenceKind kind, String parameter, String id) {
        kind.requireForm(parameter, id);
        // What is for every account may name what one of them has.
        if (kind.owned() && !account.isEmpty() && !isDeclared(kind, id)) {
            world.elsewhere(owner(kind), kind, id).ifPresent(other -> {
                throw isOfSameAccount(other)
                        ? kind.unknown()
                                .at(
                                        parameter,
                                        "is \"%s\", which is declared for the account in region %s; allowed is one of region %s",
                                        id,
                                        world.region(other).shortName(),
                                        world.region(account).shortName())
                        : kind.unknown()
                                .at(
                                        parameter,
                                        "is \"%s\", which is declared for another account, %s; allowed is one of this"
                                                + " account",
                                        id,
                                        other);
            });
        }
        if (references == References.STRICT && !isDeclared(kind, id)) {
            throw withPlace(
                    kind.unknown()
                            .at(
                                    parameter,
                                    "is \"%s\", which is not declared; with strict references only %s exist",
                                    id,
                                    named(kind)),
                    kind,
                    id);
        }
    }

    /**
     * The refusal of an id that a call of a kind's own service names and that the account does not have.
     *
     * @param parameter the member that holds it
     */
    public ApiException notFound(ApiError error, ReferenceKind kind, String parameter, String id) {
        return withPlace(error.at(parameter, "is \"%s\", which the account does not have.", id), kind, id);
    }

    /** A refusal with the place where a thing is that the account does not have here, if there is one. */
    public ApiException withPlace(ApiException refusal, ReferenceKind kind, String id) {
        if (isDeclared(kind, id)) {
            return refusal;
        }
        return world.elsewhere(owner(kind), kind, id)
                .map(other -> isOfSameAccount(other)
                        ? "It is in region %s of the account, and the request was for region %s."
                                .formatted(
                                        world.region(other).shortName(),
                                        world.region(account).shortName())
                        : "It belongs to account %s, and the request was signed by %s."
                                .formatted(other, Region.accountOf(account)))
                .map(refusal::and)
                .orElse(refusal);
    }

    private boolean isOfSameAccount(String state) {
        return Region.accountOf(state).equals(Region.accountOf(account));
    }

    /**
     * Accepts a thing that is to be declared for this account, or refuses it.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public void checkDeclarable(ReferenceKind kind, String id, Members members) {
        kind.requireForm(kind.idMember(), id);
        if (!owner(kind).equals(account)) {
            throw INVALID_PARAMETER.at(
                    "account",
                    "is \"%s\"; %s are those of an account in all regions: name it %s",
                    account,
                    kind.plural(),
                    owner(kind));
        }
        kind.each().accept(members);
        kind.rule().check(this, members);
    }

    /** What is refused about things of a kind that have something in common with another one, by id. */
    Map<String, Clash> clashes(ReferenceKind kind) {
        return kind.apart().clashes(this);
    }

    /** What the rule of a kind refuses about a thing, if it does. */
    Optional<String> complaint(ReferenceKind kind, Members thing) {
        try {
            kind.rule().check(this, thing);
            return Optional.empty();
        } catch (ApiException refusal) {
            return Optional.of((refusal.member() + " " + refusal.detail()).strip());
        }
    }

    private String named(ReferenceKind kind) {
        return Names.of(Stream.of(
                        world.declared(owner(kind), kind).keySet(),
                        world.declared("", kind).keySet(),
                        kind.builtIn(),
                        kind.implied().of(this).keySet())
                .flatMap(Collection::stream)
                .distinct()
                .toList());
    }
}
