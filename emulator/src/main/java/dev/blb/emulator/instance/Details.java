package dev.blb.emulator.instance;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.Sql.Version;
import dev.blb.emulator.instance.InstanceWire.ListenerLine;
import dev.blb.emulator.instance.Lifecycle.Change;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the detail call reads of an instance, kept until it is written to. Whatever depends on the time is not in
 * it, and an instance whose change still waits for reads is not kept: there every look counts.
 *
 * <p>A fixed number of places, each for whoever came last, bounds the memory.
 */
final class Details {
    private static final int PLACES = 8192;

    private final AtomicReferenceArray<@Nullable Kept> places = new AtomicReferenceArray<>(PLACES);

    /** An instance with its listeners, as the state of this version has it. */
    private record Kept(String account, Optional<Version> version, Read read) {}

    /** An instance with its listeners. */
    record Read(LoadBalancer instance, List<ListenerLine> listeners) {}

    /**
     * The instance that a call names.
     *
     * @throws dev.blb.emulator.api.ApiException InstanceNotFound
     */
    Read of(Call call, Tx tx) {
        Optional<Version> version = Sql.of(tx).version(call.blbId());
        int place = Math.floorMod(call.blbId().hashCode(), PLACES);
        Kept kept = places.get(place);
        if (kept != null
                && version.isPresent()
                && kept.version().equals(version)
                && kept.account().equals(call.account())
                && kept.read().instance().blbId().equals(call.blbId())) {
            return kept.read();
        }
        LoadBalancer instance = InstanceRules.visible(call, tx);
        Read read = new Read(instance, new InstanceStore(tx).listeners(instance.blbId()));
        if (version.isPresent() && instance.lifecycle().change() == Change.NONE) {
            places.set(place, new Kept(call.account(), version, read));
        }
        return read;
    }
}
