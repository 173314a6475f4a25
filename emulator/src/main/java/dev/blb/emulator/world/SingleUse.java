package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.Names;
import dev.blb.emulator.api.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a thing from having two users, of a kind whose things have one at a time: an EIP is that of a load balancer or of a machine. For one
 * state: what names things is asked once for each account.
 */
final class SingleUse {
    private final World world;
    private final Uses uses;
    private final ReferenceKind kind;
    private final Tx tx;
    private final Map<String, Map<String, Set<String>>> byAccount = new HashMap<>();
    private @Nullable List<String> accounts;

    /** The things of a kind in this world, as these uses in a transaction name them. */
    SingleUse(World world, Uses uses, ReferenceKind kind, Tx tx) {
        this.world = world;
        this.uses = uses.in(world);
        this.kind = kind;
        this.tx = tx;
    }

    /**
     * Refuses a thing that is declared for an account, or with the empty text for every account, if it has two users in an account.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    void require(String account, String id) {
        if (!kind.usedOnce()) {
            return;
        }
        accounts().stream()
                .filter(each -> account.isEmpty() || world.of(each).owner(kind).equals(account))
                .forEach(each -> {
                    Set<String> users = byAccount
                            .computeIfAbsent(each, of -> uses.of(tx, of, kind))
                            .getOrDefault(id, Set.of());
                    if (users.size() > 1) {
                        throw INVALID_PARAMETER.at(
                                kind.idMember(),
                                "is \"%s\", which would be used by %s%s; allowed is one of them alone",
                                id,
                                Names.of(users),
                                each.equals(account) ? "" : " of account " + each);
                    }
                });
    }

    private List<String> accounts() {
        if (accounts == null) {
            accounts = uses.accounts(tx).stream().sorted().toList();
        }
        return accounts;
    }
}
