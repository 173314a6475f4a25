package dev.blb.emulator.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A block of addresses: those whose first bits are the same.
 *
 * @param address 4 or 16 bytes; none for the block of all addresses
 * @param bits how many bits are the same, at most the length of the address
 */
public record AddressBlock(List<Byte> address, int bits) {
    /** All addresses. */
    public static final AddressBlock EVERY = new AddressBlock(List.of(), 0);

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

    /** Java would read 1.2.3 as 1.2.0.3. */
    private static final Pattern FORM = Pattern.compile(
            "((?:" + OCTET + "\\.){3}" + OCTET + "|[0-9A-Fa-f]*:[0-9A-Fa-f:.]{1,44})(?:/(" + NumberText.COUNT + "))?");

    /**
     * Reads an address, an address with the length of its prefix such as {@code 10.0.0.0/8}, or {@code *} for all addresses.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static AddressBlock parse(String text) {
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
        return new AddressBlock(List.copyOf(address), bits);
    }

    /** What looks like an address is not looked up as a name. */
    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text.contains(":") ? "[" + text + "]" : text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("it is no address", e);
        }
    }

    /** Whether an address lies in it. */
    public boolean contains(InetAddress target) {
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
