package dev.blb.emulator.http;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What an hour of use, many idle connections and slow clients leave: nothing, and nobody waits for them. */
@Timeout(600)
@Isolated("it measures the whole process")
class BoundsTest {
    private static final int BURST = 1_000;
    private static final int IDLE_CONNECTIONS = 5000;
    private static final int SLOW_CLIENTS = 30;
    private static final long MARGIN_BYTES = 24L * 1024 * 1024;

    private static BlbEmulator start() {
        return BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    }

    private static Socket connect(BlbEmulator emulator) throws IOException {
        return connect(emulator, 60_000);
    }

    private static Socket connect(BlbEmulator emulator, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        socket.connect(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), emulator.baseUri().getPort()),
                timeoutMillis);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    }

    private static byte[] health(String more) {
        return ("GET /_blb/health HTTP/1.1\r\nHost: localhost\r\n" + more).getBytes(US_ASCII);
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket each : sockets) {
            each.close();
        }
    }

    @Test
    void idleConnectionsAreHeld() throws IOException {
        // Both ends are in this process.
        Assumptions.assumeTrue(
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof com.sun.management.UnixOperatingSystemMXBean system
                        && system.getMaxFileDescriptorCount() > 2L * IDLE_CONNECTIONS + 1000,
                "the system allows too few open files");
        try (BlbEmulator emulator = start()) {
            long begin = System.nanoTime();
            List<Socket> idle = new ArrayList<>();
            try {
                for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                    idle.add(connect(emulator));
                }
                Api.of(emulator).get("/v1/blb").ok();
                // The server ends what was idle for 30 s: on a machine that needs as long to open them, nothing is
                // shown.
                Assumptions.assumeTrue(System.nanoTime() - begin < 20_000_000_000L, "the machine is too busy");
                for (int i = 0; i < IDLE_CONNECTIONS; i += 500) {
                    idle.get(i).getOutputStream().write(health("\r\n"));
                    assertThat(status(idle.get(i))).isEqualTo("HTTP/1.1 200");
                }
            } finally {
                closeAll(idle);
            }
        }
    }

    /** The system itself answers whoever connects, unless too many wait: then he has to ask again, a second later. */
    @Test
    void aBurstOfConnectionsIsTakenAtOnce() throws IOException {
        Path limit = Path.of("/proc/sys/net/core/somaxconn");
        Assumptions.assumeTrue(
                Files.exists(limit)
                        && Integer.parseInt(Files.readAllLines(limit).get(0)) > BURST,
                "the system lets too few wait");
        try (BlbEmulator emulator = start()) {
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < BURST; i++) {
                    sockets.add(connect(emulator, 900));
                }
            } finally {
                closeAll(sockets);
            }
        }
    }

    @Test
    void slowClientsBlockNobody() throws IOException {
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator);
            String path = "/v1/blb/" + api.create();
            byte[] halfABody = ("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                            + "Authorization: bce-auth-v1/" + api.account() + "/2026-01-01T00:00:00Z/1800/host/"
                            + "0".repeat(64) + "\r\n\r\n{\"name\":")
                    .getBytes(US_ASCII);
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < SLOW_CLIENTS; i++) {
                    slow.add(connect(emulator));
                    slow.get(i).getOutputStream().write(i % 2 == 0 ? health("X-Not-") : halfABody);
                }
                for (int i = 0; i < 20; i++) {
                    api.put(path, "{\"name\":\"n" + i + "\"}").ok();
                    assertThat(api.get(path).ok().text("/name")).isEqualTo("n" + i);
                }
                // They were not cut off meanwhile: one of them goes on and is served.
                slow.get(0).getOutputStream().write("Finished: 1\r\n\r\n".getBytes(US_ASCII));
                assertThat(status(slow.get(0))).isEqualTo("HTTP/1.1 200");
            } finally {
                closeAll(slow);
            }
        }
    }

    /** One round a simulated minute; more rounds a minute with -Dblb.soak.rounds, as long as one likes. */
    @Test
    void anHourOfMixedTrafficEndsWithTheMemoryItBeganWith() {
        int rounds = Integer.getInteger("blb.soak.rounds", 1);
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator);
            for (int minute = 0; minute < 20; minute++) {
                minute(api, minute, rounds);
            }
            long before = usedBytes();
            for (int minute = 20; minute < 80; minute++) {
                minute(api, minute, rounds);
            }
            // Past the window in which client tokens count; the next write forgets them.
            api.post("/_blb/clock", "{\"advance\":\"PT25H\"}").ok();
            minute(api, 80, rounds);
            assertThat(usedBytes() - before).isLessThan(MARGIN_BYTES);
            assertThat(api.get("/v1/blb").ok().json().path("blbList")).isEmpty();
        }
    }

    private static void minute(Api api, int minute, int rounds) {
        for (int round = 0; round < rounds; round++) {
            String token = "t" + minute + "-" + round;
            String blbId = api.post(
                            "/v1/blb?clientToken=" + token,
                            "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}")
                    .ok()
                    .text("/blbId");
            String path = "/v1/blb/" + blbId;
            api.createTcp(blbId, 80);
            api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-emul0001\",\"weight\":50}]}")
                    .ok();
            api.put("/_blb/backends/i-emul0001/health", "{\"script\":\"up 10s, down 5s, repeat\"}")
                    .ok();
            api.get(path + "/backendserver?listenerPort=80").ok();
            api.get(path).ok();
            api.get("/v1/blb").ok();
            api.get(path + "/TCPlistener").ok();
            api.delete("/_blb/backends/i-emul0001/health").ok();
            api.delete(path).ok();
            api.get(path).refused(404, "InstanceNotFound");
        }
        api.post("/_blb/clock", "{\"advance\":\"1m\"}").ok();
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
