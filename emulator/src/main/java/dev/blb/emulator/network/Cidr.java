package dev.blb.emulator.network;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Field;
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
    /** What is allowed as an address, for messages. */
    public static final String ADDRESS_FORM = "an IPv4 address without leading zeros, such as 172.16.0.5";

    /** The first addresses of a subnet belong to its gateway and services: nothing gets one that does not ask for it [m50]. */
    public static final int FIRST_GIVEN = 4;

    private static final String PART = "(0|[1-9][0-9]{0,2})";
    private static final Pattern ADDRESS = Pattern.compile(PART + "\\." + PART + "\\." + PART + "\\." + PART);
    private static final Pattern BLOCK = Pattern.compile("([0-9.]{7,15})/(0|[1-9][0-9]?)");

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

    /** The address with the leading zeros of its parts taken away. */
    public static String canonical(String address) {
        return address.replaceAll("(?<![0-9])0+(?=[0-9])", "");
    }

    /**
     * The number of an address such as {@code 172.16.8.21}, or empty if it is none. A part with a leading zero is none
     * (assumption): texts are compared, so an address must have one spelling.
     */
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

    /** The member of a thing that holds its block. */
    static Field field() {
        return text("cidr")
                .matching("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}", "an IPv4 block such as 192.168.0.0/24")
                .must();
    }

    /** The block of a thing, or InvalidParameter if it is none, or its prefix is not from 8 to this many bits. */
    static Cidr check(Members thing, int longestPrefix) {
        String text = thing.text("cidr");
        return read(text)
                .filter(cidr -> cidr.prefix() >= 8 && cidr.prefix() <= longestPrefix)
                .orElseThrow(() -> INVALID_PARAMETER.at(
                        "cidr",
                        "is \"%s\"; allowed is an IPv4 block whose first address is its base, with a prefix of 8 to"
                                + " %d bits, such as 192.168.0.0/24",
                        text,
                        longestPrefix));
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

    /** How many addresses a subnet gives out: all but the first ones and the last. */
    public long given() {
        return Math.max(0, size() - FIRST_GIVEN - 1);
    }

    /** Whether an address is one that a subnet gives out. */
    public boolean gives(String address) {
        return number(address)
                .filter(number -> number >= base + FIRST_GIVEN && number < base + size() - 1)
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

    /** Whether another block has an address of this one. */
    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** The first half of its addresses. */
    Cidr firstHalf() {
        return new Cidr(base, prefix + 1);
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
