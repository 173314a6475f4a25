package dev.blb.emulator.network;

import dev.blb.emulator.api.AddressText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/** IPv6 addresses as texts. Texts are compared, so an address is kept in one spelling, that of RFC 5952. */
public final class Ipv6 {
    /** What is allowed as an address, for messages. */
    public static final String ADDRESS_FORM = "an IPv6 address, such as 2001:db8::5";

    /** With a colon, so that no text is taken for a host name and looked up. */
    private static final Pattern LITERAL = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]?|1[01][0-9]|12[0-8]");

    private Ipv6() {}

    /** The first 64 bits of an address in canonical spelling. */
    static long site(String address) {
        try {
            return ByteBuffer.wrap(InetAddress.getByName(address).getAddress()).getLong();
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException(address + " is no address", malformed);
        }
    }

    /** The canonical spelling of an address, or empty if the text is none; an IPv4-mapped address is none. */
    public static Optional<String> canonical(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return InetAddress.getByName(text) instanceof Inet6Address address
                    ? Optional.of(AddressText.of(address))
                    : Optional.empty();
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    /** Whether a text is an address, or a block such as {@code 2001:db8::/32}, which any of its addresses may name. */
    public static boolean isAddressOrBlock(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? canonical(text).isPresent()
                : canonical(text.substring(0, slash)).isPresent()
                        && PREFIX.matcher(text.substring(slash + 1)).matches();
    }
}
