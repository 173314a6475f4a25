package dev.blb.emulator.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whether ICMP echoes can be sent: that depends on the platform and on the permissions of the process. */
public final class Echo {
    /** What is missing where no echo can be sent, for messages. */
    public static final String MISSING = "requires root or CAP_NET_RAW on Linux, root on macOS";

    private static final Path LINUX_RIGHTS = Path.of("/proc/self/status");
    private static final int CAP_NET_RAW = 13;

    private Echo() {}

    /**
     * Whether {@link java.net.InetAddress#isReachable} sends an ICMP echo. Without the permission it connects to TCP port 7
     * instead and counts a refused connection as an answer, which is another check.
     */
    public static boolean isPossible() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return true;
        }
        return Files.isReadable(LINUX_RIGHTS) ? mayOnLinux() : "root".equals(System.getProperty("user.name"));
    }

    private static boolean mayOnLinux() {
        try {
            return allows(Files.readAllLines(LINUX_RIGHTS));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Whether a process with this status (the lines of Linux's {@code /proc/self/status}) may send raw packets. */
    static boolean allows(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line -> (Long.parseUnsignedLong(
                                                line.substring(line.indexOf(':') + 1)
                                                        .strip(),
                                                16)
                                        >> CAP_NET_RAW
                                & 1)
                        == 1);
    }
}
