package dev.blb.emulator.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** IP addresses as texts, in one spelling each; that of IPv6 is the one of RFC 5952, as the API and nginx write it. */
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /** An address, without the name of a network interface. */
    public static String of(InetAddress address) {
        return address instanceof Inet6Address ? shortest(address.getAddress()) : address.getHostAddress();
    }

    /** An address and a port; an IPv6 address in brackets. */
    public static String of(InetSocketAddress address) {
        String host = of(address.getAddress());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** RFC 5952: lower case, no leading zeros, and :: for the first of the longest runs of two or more zero groups. */
    private static String shortest(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        int[] groups = IntStream.range(0, GROUPS)
                .map(i -> bytes.getShort(2 * i) & 0xffff)
                .toArray();
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        return length < 2
                ? joined(groups, 0, GROUPS)
                : joined(groups, 0, start) + "::" + joined(groups, start + length, GROUPS);
    }

    private static String joined(int[] groups, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Integer.toHexString(groups[i]))
                .collect(Collectors.joining(":"));
    }
}
