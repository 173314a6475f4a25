package dev.blb.emulator.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which addresses probes may reach: loopback and private ones always, others where the setting names them. Otherwise whoever can
 * call a control route could look, through this machine, at hosts that only it reaches, such as a cloud's metadata service at a
 * link-local address.
 */
public final class AllowedTargets implements Predicate<InetAddress> {
    static final String ALLOWED =
            "addresses and blocks divided by commas, such as 203.0.113.0/24, or * for every address";

    private static final Pattern FORM = Pattern.compile("([0-9.]{7,15}|[0-9A-Fa-f:.]{2,45})(?:/(\\d{1,3}))?");

    private final List<Block> more;

    /** Loopback and private addresses, and these blocks. */
    public AllowedTargets(List<Block> more) {
        this.more = List.copyOf(more);
    }

    /** A block of addresses: those whose first bits are the same. */
    public record Block(List<Byte> address, int bits) {
        static final Block EVERY = new Block(List.of(), 0);

        /** Reads an address, or one with the length of its prefix. */
        static Block parse(String text) {
            if (text.equals("*")) {
                return EVERY;
            }
            var parts = FORM.matcher(text.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("it has another form");
            }
            List<Byte> address = new ArrayList<>();
            for (byte each : literal(parts.group(1)).getAddress()) {
                address.add(each);
            }
            int all = 8 * address.size();
            int bits = parts.group(2) == null ? all : Integer.parseInt(parts.group(2));
            if (bits > all) {
                throw new IllegalArgumentException("its prefix is longer than its address");
            }
            return new Block(List.copyOf(address), bits);
        }

        /** What looks like an address is not looked up as a name. */
        private static InetAddress literal(String text) {
            try {
                return InetAddress.getByName(text.contains(":") ? "[" + text + "]" : text);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("it is no address", e);
            }
        }

        boolean contains(InetAddress target) {
            byte[] bytes = target.getAddress();
            if (address.isEmpty()) {
                return true;
            }
            if (bytes.length != address.size()) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if (((bytes[bit / 8] ^ address.get(bit / 8)) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
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
