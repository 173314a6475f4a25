package dev.blb.emulator.settings;

import dev.blb.emulator.api.AddressBlock;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which addresses probes and the traffic of the data plane may reach: loopback and private ones always, others where the setting names them. Otherwise whoever can
 * call a control route could look, through this machine, at hosts that only it reaches, such as a cloud's metadata service at a
 * link-local address.
 */
public final class AllowedTargets implements Predicate<InetAddress> {
    static final String ALLOWED =
            "addresses and blocks divided by commas, such as 203.0.113.0/24, or * for every address";

    private final List<AddressBlock> more;

    /** Loopback and private addresses, and these blocks. */
    public AllowedTargets(List<AddressBlock> more) {
        this.more = List.copyOf(more);
    }

    @Override
    public boolean test(InetAddress target) {
        byte[] bytes = target.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        return target.isLoopbackAddress()
                || target.isAnyLocalAddress()
                || (bytes.length == 4 && target.isSiteLocalAddress())
                || uniqueLocal
                || more.stream().anyMatch(block -> block.contains(target));
    }
}
