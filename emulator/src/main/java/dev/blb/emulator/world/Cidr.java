package dev.blb.emulator.world;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IPv4 addresses.
 *
 * @param base the first address as a number
 * @param prefix how many leading bits are fixed, 0 to 32
 */
public record Cidr(long base, int prefix) {
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern BLOCK = Pattern.compile("([0-9.]{7,15})/(\\d{1,2})");

    private static final Cidr LOOPBACK = new Cidr(127L << 24, 8);

    /** The block that a text such as {@code 172.16.0.0/12} means, or empty if it means none. */
    public static Optional<Cidr> read(String text) {
        Matcher matcher = BLOCK.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(matcher.group(2));
        return number(matcher.group(1))
                .map(base -> new Cidr(base, prefix))
                .filter(cidr -> prefix <= 32 && cidr.base % cidr.size() == 0);
    }

    /** The same for a text that is known to mean one. */
    public static Cidr parse(String text) {
        return read(text).orElseThrow(() -> new IllegalArgumentException(text + " is no CIDR"));
    }

    /** The number of an address such as {@code 172.16.8.21}, or empty if it is none. */
    public static Optional<Long> number(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = 0;
        for (int i = 1; i <= 4; i++) {
            int part = Integer.parseInt(matcher.group(i));
            if (part > 255) {
                return Optional.empty();
            }
            number = number << 8 | part;
        }
        return Optional.of(number);
    }

    /** How many addresses it has. */
    public long size() {
        return 1L << (32 - prefix);
    }

    /** Whether an address is in it and is neither its first (the network) nor its last (broadcast). */
    public boolean hasHost(String address) {
        return number(address)
                .filter(number -> number > base && number < base + size() - 1)
                .isPresent();
    }

    /** Whether its addresses are loopback addresses: 127.0.0.0/8 or a part of it. */
    public boolean isLoopback() {
        return LOOPBACK.contains(this);
    }

    /** Whether another block is a part of this one. */
    public boolean contains(Cidr other) {
        return other.base >= base && other.base + other.size() <= base + size();
    }

    /** The address at this offset from the first. */
    public String address(long offset) {
        long number = base + offset;
        return (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    }

    @Override
    public String toString() {
        return address(0) + "/" + prefix;
    }
}
