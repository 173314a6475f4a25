package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_BACKENDS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LISTENERS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What scripted health costs: nothing while nobody looks, and no more than before when somebody does. */
@Isolated("it measures the whole process")
class HealthCostTest {
    private static final int BALANCERS = 100;
    private static final int LISTENERS = 10;
    private static final int SERVERS = 10;
    private static final int READS = 200;

    private final List<String> ids = new ArrayList<>();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void scriptedHealthRunsNoThreadAndAMonthPassesInSeconds() throws InterruptedException {
        Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
        try (BlbEmulator emulator = BlbEmulator.start(config.with(QUOTA_LOAD_BALANCERS, BALANCERS)
                .with(QUOTA_LISTENERS, LISTENERS)
                .with(QUOTA_BACKENDS, SERVERS))) {
            Api api = Api.of(emulator);
            List<String> servers = new ArrayList<>();
            for (int i = 0; i < SERVERS; i++) {
                servers.add("{\"instanceId\":\"i-" + i + "\"}");
            }
            for (int i = 0; i < BALANCERS; i++) {
                String id = api.create();
                ids.add(id);
                for (int port = 1; port <= LISTENERS; port++) {
                    api.createTcp(id, port);
                }
                api.post(
                                "/v1/blb/" + id + "/backendserver",
                                "{\"backendServerList\":[" + String.join(",", servers) + "]}")
                        .ok();
            }
            reads(api);
            long before = reads(api);
            for (int i = 0; i < SERVERS; i++) {
                api.put("/_blb/backends/i-" + i + "/health", "{\"script\":\"up 10s, down 5s, repeat\"}")
                        .ok();
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("blb-probe"));
            double idle = idlestCore();
            Instant begin = Instant.now();
            api.post("/_blb/clock", "{\"advance\":\"P30D\"}").ok();
            api.get("/_blb/loadbalancers/" + ids.get(0) + "/health").ok();
            long month = Duration.between(begin, Instant.now()).toMillis();
            long after = reads(api);
            System.out.printf(
                    Locale.ROOT,
                    "idle: %.2f %% of a core; a month advanced and read: %d ms; %d reads of health: %d us each by"
                            + " default, %d us each by a script a month old%n",
                    idle,
                    month,
                    READS,
                    before / READS,
                    after / READS);
            // Only this one is asserted: the others depend on what else runs on the machine, and are printed.
            assertThat(month).isLessThan(5_000);
        }
    }

    /** The least part of a core, in percent, that the process used in one of some windows of a second. */
    private static double idlestCore() throws InterruptedException {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double least = 100;
        for (int window = 0; window < 10 && least >= 1; window++) {
            long cpu = process.getProcessCpuTime();
            Instant begin = Instant.now();
            assertThat(new CountDownLatch(1).await(1, TimeUnit.SECONDS)).isFalse();
            double real = Duration.between(begin, Instant.now()).toNanos();
            least = Math.min(least, 100 * (process.getProcessCpuTime() - cpu) / real);
        }
        return least;
    }

    /** How many microseconds these reads take, in the best of some rounds. */
    private long reads(Api api) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            Instant begin = Instant.now();
            for (int i = 0; i < READS; i++) {
                api.get("/v1/blb/" + ids.get(i % ids.size()) + "/backendserver?listenerPort=" + (1 + i % LISTENERS))
                        .ok();
            }
            best = Math.min(
                    best,
                    TimeUnit.NANOSECONDS.toMicros(
                            Duration.between(begin, Instant.now()).toNanos()));
        }
        return best;
    }
}
