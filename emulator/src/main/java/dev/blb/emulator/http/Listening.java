package dev.blb.emulator.http;

import dev.blb.emulator.settings.SettingRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Optional;

/** Opens the sockets that the server listens on, before the web server starts: it would log its own words of a failure. */
final class Listening {
    /** The address that the emulator names where no host is set. */
    static final String LOOPBACK = "127.0.0.1";

    private static final String LOOPBACK_6 = "::1";

    /**
     * How many connections may wait to be accepted, if the system allows as many. With Jetty's default, the system's 50, one in a
     * burst of a hundred waits for a second: until its client asks again.
     */
    private static final int WAITING_CONNECTIONS = 4096;

    /** How often a free port is drawn for both loopback addresses. */
    private static final int ATTEMPTS = 10;

    private Listening() {}

    /**
     * Opens the sockets.
     *
     * @param host the address; without one 127.0.0.1 and, where the machine has it, ::1, since either may be localhost
     * @param setting what the port is set by, for messages
     * @param port 0 takes any free port, the same for all sockets
     * @throws AddressUnavailable if one cannot be opened
     */
    static List<ServerSocketChannel> open(Optional<String> host, SettingRow<?> setting, int port) {
        if (host.isPresent()) {
            return List.of(bound(host.get(), setting, port));
        }
        for (int attempt = 1; ; attempt++) {
            ServerSocketChannel first = bound(LOOPBACK, setting, port);
            try {
                return List.of(first, bound(LOOPBACK_6, setting, first.socket().getLocalPort()));
            } catch (AddressUnavailable taken) {
                if (!isLocal(LOOPBACK_6)) {
                    return List.of(first);
                }
                close(first);
                if (port != 0 || attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    private static ServerSocketChannel bound(String host, SettingRow<?> setting, int port) {
        try {
            return listen(new InetSocketAddress(host, port));
        } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
            throw new AddressUnavailable(
                    why(e, host, port) + ". Choose another with --host and " + setting.flag() + "; " + setting.flag()
                            + " 0 takes any free port.",
                    e);
        }
    }

    /** The reason in words, for what the system says of an address. */
    static String why(Exception failure, String host, int port) {
        String shown = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        String reason = failure.getMessage() == null ? "unknown host" : failure.getMessage();
        // A port that this user may not have is a failure to bind, too, as one that is taken.
        if (reason.startsWith("Permission denied")) {
            return "Not permitted to listen on " + shown + ": " + reason;
        }
        return failure instanceof BindException
                ? "Address already in use, or not local: " + shown
                : "Cannot listen on " + shown + ": " + reason;
    }

    /** A socket that listens at an address. */
    static ServerSocketChannel listen(SocketAddress to) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return channel.bind(to, WAITING_CONNECTIONS);
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private static boolean isLocal(String address) {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByName(address)) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Closes a socket. */
    static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }
}
