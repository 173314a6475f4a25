package dev.blb.emulator.instance;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.Sql.Version;
import dev.blb.emulator.instance.InstanceWire.ListenerLine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A cache of what the detail call reads of an instance, valid until the next write to it. It holds nothing that depends on the
 * time, and no instance with a pending change, since reads of those are counted.
 *
 * <p>Direct-mapped: a fixed number of slots, in each of which the newest entry evicts the one before.
 */
final class Details {
    private static final int SLOTS = 8192;

    private final AtomicReferenceArray<@Nullable Entry> slots = new AtomicReferenceArray<>(SLOTS);

    /** An instance with its listeners, as the state of this version has it. */
    private record Entry(String account, Optional<Version> version, Read read) {}

    /** An instance with its listeners. */
    record Read(LoadBalancer instance, List<ListenerLine> listeners) {}

    /**
     * The instance that a call names.
     *
     * @throws dev.blb.emulator.api.ApiException InstanceNotFound
     */
    Read of(Call call, Tx tx) {
        Optional<Version> version = Sql.of(tx).version(call.blbId());
        int slot = Math.floorMod(call.blbId().hashCode(), SLOTS);
        Entry entry = slots.get(slot);
        if (entry != null
                && version.isPresent()
                && entry.version().equals(version)
                && entry.account().equals(call.account())
                && entry.read().instance().blbId().equals(call.blbId())) {
            return entry.read();
        }
        Read read = new InstanceListStore(tx)
                .detail(call.account(), call.blbId())
                .orElseThrow(() -> InstanceStore.notFound(call.blbId()));
        InstanceRules.requireVisible(read.instance(), call, tx);
        if (version.isPresent() && read.instance().lifecycle().pending() == null) {
            slots.set(slot, new Entry(call.account(), version, read));
        }
        return read;
    }
}
