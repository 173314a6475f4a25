package dev.blb.emulator.bench;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.blb.emulator.junit.BlbTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** How long the JUnit extension takes in a fresh JVM: prints the milliseconds to the first test, the median of those from test to test, and those to the answer to a create that the first test sends. */
final class ExtensionStart {
    private static final int TESTS = 1001;

    private ExtensionStart() {}

    /** Tests that do nothing but take the endpoint. */
    @BlbTest
    static class Idle {
        private static final List<Long> BEGUN = new ArrayList<>();
        private static long created;

        @RepeatedTest(TESTS)
        void begins(URI endpoint) throws IOException {
            BEGUN.add(endpoint.getPort() > 0 ? System.nanoTime() : 0);
            if (BEGUN.size() == 1) {
                Load.once(endpoint.getPort(), new Requests(endpoint.getPort()).create());
                created = System.nanoTime();
            }
        }
    }

    /** What starts JUnit, as another test of a project does. */
    static class Plain {
        @RepeatedTest(1)
        void begins() {
            Idle.BEGUN.clear();
        }
    }

    public static void main(String[] arguments) {
        run(Plain.class, 1);
        long begin = System.nanoTime();
        run(Idle.class, TESTS);
        long[] apart = IntStream.range(1, TESTS)
                .mapToLong(i -> Idle.BEGUN.get(i) - Idle.BEGUN.get(i - 1))
                .sorted()
                .toArray();
        // The median, for the first test's create is among the times between tests.
        System.out.printf(
                Locale.ROOT,
                "%.1f %.3f %.1f%n",
                (Idle.BEGUN.get(0) - begin) / 1e6,
                apart[apart.length / 2] / 1e6,
                (Idle.created - begin) / 1e6);
    }

    private static void run(Class<?> tests, int count) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                // One after the other, whatever the build's own tests do.
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                                .build(),
                        summary);
        if (summary.getSummary().getTestsSucceededCount() != count) {
            summary.getSummary().printFailuresTo(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
            System.exit(1);
        }
    }
}
