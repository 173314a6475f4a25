package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbTest;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What the extension costs a project: prints milliseconds until the first test has its server, and per further test. */
@BlbTest
class SpeedTest {
    private static final int WARM_UP = 200;
    private static final int COUNTED = 1_000;
    private static long asked;
    private static long warm;

    @BeforeAll
    static void begin() {
        asked = System.nanoTime();
    }

    @RepeatedTest(WARM_UP + COUNTED)
    void isGivenAnAccount(RepetitionInfo round, URI endpoint, BlbCredentials credentials) {
        if (round.getCurrentRepetition() == 1) {
            System.out.printf("first test ready after %d ms%n", (System.nanoTime() - asked) / 1_000_000);
        }
        if (round.getCurrentRepetition() == WARM_UP) {
            warm = System.nanoTime();
        }
        assertEquals("emulator-secret-key-0001", credentials.secretKey());
    }

    @AfterAll
    static void end() {
        System.out.printf("per test %d us%n", (System.nanoTime() - warm) / 1_000 / COUNTED);
    }
}
