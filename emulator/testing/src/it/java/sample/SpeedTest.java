package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.OperatingSystemMXBean;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbTest;
import java.lang.management.ManagementFactory;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * What the extension costs a project: prints how long it takes until the first test has its server, and per further
 * test. Beside the time that passed stands the processor's, which a loaded machine does not stretch.
 */
@BlbTest
class SpeedTest {
    private static final int WARM_UP = 200;
    private static final int COUNTED = 1_000;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static long begunNanos;
    private static long begunProcessorNanos;

    private static void begin() {
        begunNanos = System.nanoTime();
        begunProcessorNanos = PROCESS.getProcessCpuTime();
    }

    private static void print(String what, int count) {
        System.out.printf(
                "%s: %d us, processor %d us%n",
                what,
                (System.nanoTime() - begunNanos) / count / 1_000,
                (PROCESS.getProcessCpuTime() - begunProcessorNanos) / count / 1_000);
    }

    @BeforeAll
    static void first() {
        begin();
    }

    @RepeatedTest(WARM_UP + COUNTED)
    void isGivenAnAccount(RepetitionInfo round, URI endpoint, BlbCredentials credentials) {
        if (round.getCurrentRepetition() == 1) {
            print("first test ready", 1);
        }
        if (round.getCurrentRepetition() == WARM_UP) {
            begin();
        }
        assertEquals("emulator-secret-key-0001", credentials.secretKey());
    }

    @AfterAll
    static void end() {
        print("per test", COUNTED);
    }
}
