package dev.blb.emulator.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine that really lives somewhere.
 *
 * @param instanceId the real server's id
 * @param account whose real server it is; empty for every account's
 * @param address where it lives
 * @param ports where a port of it is really found; a port that is not named is found at itself
 * @param since when that was said
 */
public record Machine(String instanceId, String account, Address address, Map<Integer, Integer> ports, Instant since) {
    /** A machine; its ports are copied, in order. */
    public Machine {
        ports = Collections.unmodifiableMap(new TreeMap<>(ports));
    }

    /**
     * A host, and where all its ports lead to.
     *
     * @param host a name or an IP address without brackets
     * @param port the one port that every port leads to; 0 if each leads to itself
     */
    public record Address(String host, int port) {
        /** What is allowed, for messages. */
        public static final String ALLOWED =
                "a host name or IP address, alone or with a port from 1 to 65535, such as 127.0.0.1, app:8080 or [::1]:8080";

        private static final Pattern FORM =
                Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,253}))(?::(\\d{1,5}))?");
        private static final Pattern IPV4 =
                Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
        private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f.]*(:[0-9A-Fa-f.]*){2,7}");

        /**
         * Reads an address.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static Address parse(String text) {
            if (BARE_IPV6.matcher(text).matches()) {
                return parse("[" + text + "]");
            }
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(text);
            }
            int port = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
            if (matcher.group(3) != null && (port < 1 || port > 65535)) {
                throw new IllegalArgumentException(text);
            }
            String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (matcher.group(1) != null
                    ? !isIpv6(host)
                    : host.matches("[0-9.]+") && !IPV4.matcher(host).matches()) {
                throw new IllegalArgumentException(text);
            }
            return new Address(host.toLowerCase(Locale.ROOT), port);
        }

        private static boolean isIpv6(String host) {
            try {
                // With a colon it is never looked up.
                return host.contains(":") && InetAddress.getByName(host).getAddress().length > 0;
            } catch (UnknownHostException malformed) {
                return false;
            }
        }

        @Override
        public String toString() {
            String name = host.contains(":") ? "[" + host + "]" : host;
            return port == 0 ? name : name + ":" + port;
        }
    }

    /** Where a port of the machine is really found. */
    public int portFor(int port) {
        return ports.getOrDefault(port, address.port() == 0 ? port : address.port());
    }
}
