package dev.blb.emulator.bench;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.blb.emulator.junit.BlbTest;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** How long the JUnit extension takes in a fresh JVM: prints the milliseconds to the first test and for each further one. */
final class ExtensionStart {
    private ExtensionStart() {}

    /** Tests that do nothing but take the endpoint. */
    @BlbTest
    static class Idle {
        private static final List<Long> BEGUN = new ArrayList<>();

        @RepeatedTest(101)
        void begins(URI endpoint) {
            BEGUN.add(endpoint.getPort() > 0 ? System.nanoTime() : 0);
        }
    }

    public static void main(String[] arguments) {
        long begin = System.nanoTime();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Idle.class))
                                // One after the other, whatever the build's own tests do.
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                                .build(),
                        summary);
        if (summary.getSummary().getTestsSucceededCount() != 101) {
            summary.getSummary().printFailuresTo(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
            System.exit(1);
        }
        long first = Idle.BEGUN.get(0);
        System.out.printf(Locale.ROOT, "%.1f %.3f%n", (first - begin) / 1e6, (Idle.BEGUN.get(100) - first) / 100e6);
    }
}
