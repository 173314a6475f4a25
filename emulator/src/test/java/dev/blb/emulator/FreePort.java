package dev.blb.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that stay free until the test itself takes them. */
public final class FreePort {
    /** Each is given once, since whoever asked for it may listen on it later. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** A port that no system gives to a server or client which asks for any. */
    public static int any() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 28_000);
            if (!GIVEN.add(port)) {
                continue;
            }
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // The next one may be free.
            }
        }
    }
}
