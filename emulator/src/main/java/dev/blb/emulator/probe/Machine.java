package dev.blb.emulator.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine with a real address, where it is probed.
 *
 * @param account whose real server it is; the empty text for every account's
 * @param ports the real port of each of its ports that has another one, both 1 to 65535
 * @param since when the address was registered
 */
public record Machine(String instanceId, String account, Address address, Map<Integer, Integer> ports, Instant since) {
    /** A machine; its ports are copied, and sorted. */
    public Machine {
        ports = Collections.unmodifiableMap(new TreeMap<>(ports));
    }

    /**
     * A host, and the port that its ports are mapped to.
     *
     * @param host a name, or an IP address without brackets, in lower case
     * @param port the real port of every port, 1 to 65535; 0 if each port is its own
     */
    public record Address(String host, int port) {
        /** What is allowed, for messages. */
        public static final String ALLOWED =
                "a host name or IP address, alone or with a port from 1 to 65535, such as 127.0.0.1, app:8080 or [::1]:8080";

        private static final Pattern FORM =
                Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,253}))(?::(\\d{1,5}))?");
        private static final Pattern IPV4 =
                Pattern.compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
        private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f.]*(:[0-9A-Fa-f.]*){2,7}");

        /** Whether it is the machine that the emulator runs on: localhost, 127.0.0.0/8, ::1, 0.0.0.0 or ::. */
        public boolean isHere() {
            return host.equalsIgnoreCase("localhost")
                    || literal().stream().anyMatch(each -> each.isLoopbackAddress() || each.isAnyLocalAddress());
        }

        /** The address itself; empty if the host is a name. */
        Optional<InetAddress> literal() {
            try {
                // What has this form is parsed, not looked up.
                return host.contains(":") || IPV4.matcher(host).matches()
                        ? Optional.of(InetAddress.getByName(host))
                        : Optional.empty();
            } catch (UnknownHostException malformed) {
                return Optional.empty();
            }
        }

        /**
         * Reads an address such as {@code app:8080}, {@code 127.0.0.1} or {@code [::1]:8080}.
         *
         * @throws IllegalArgumentException if it has another form, or an IPv4 address has leading zeros
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
                // A host with a colon is parsed, not looked up.
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

    /** The real port of a port of the machine. */
    public int portFor(int port) {
        return ports.getOrDefault(port, address.port() == 0 ? port : address.port());
    }
}
