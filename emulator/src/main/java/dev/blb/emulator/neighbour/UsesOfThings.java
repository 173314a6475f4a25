package dev.blb.emulator.neighbour;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceCountStore;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.Uses;
import dev.blb.emulator.world.World;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The uses of things in all accounts. */
public record UsesOfThings(World world) implements Uses {
    @Override
    public Set<String> accounts(Tx tx) {
        Set<String> accounts = new HashSet<>(world.accounts());
        accounts.addAll(new InstanceCountStore(tx).lastOrdinals("").keySet());
        return accounts;
    }

    @Override
    public Map<String, Set<String>> of(Tx tx, String account, ReferenceKind kind) {
        return new InUse(world.of(account), tx).users(kind);
    }

    @Override
    public Uses in(World other) {
        return new UsesOfThings(other);
    }
}
