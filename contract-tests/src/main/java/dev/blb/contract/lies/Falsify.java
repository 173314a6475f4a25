package dev.blb.contract.lies;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.evidence.ContractExtension;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Recorder;
import dev.blb.contract.report.Scrubber;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.contract.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the suite against an emulator behind a proxy that tells one lie at a time, and says which lies were caught. */
public final class Falsify {
    private final PrintStream out;

    /** A run that prints here. */
    public Falsify(PrintStream out) {
        this.out = out;
    }

    /** The names of all lies. */
    public static List<String> lies() {
        return Lies.all().stream().map(Lie::name).toList();
    }

    /** Tells each lie whose name contains this; returns how many escaped. */
    public int run(String part) {
        int escaped = 0;
        int caught = 0;
        try (Target emulator = Target.open("emulator", "0", Map.of())) {
            for (Lie lie : Lies.all()) {
                if (lie.name().contains(part)) {
                    Optional<Outcome> witness = tell(emulator, lie);
                    witness.ifPresentOrElse(
                            outcome -> out.println("caught   " + lie + ": " + outcome.sentence()),
                            () -> out.println("ESCAPED  " + lie));
                    if (witness.isPresent()) {
                        caught++;
                    } else {
                        escaped++;
                    }
                }
            }
        }
        out.println(caught + " caught, " + escaped + " escaped");
        return escaped;
    }

    /** What the suite finds first when nobody lies, or this lie is told; empty if nothing. */
    Optional<Outcome> tell(Target emulator, @Nullable Lie lie) {
        try (LyingProxy proxy = new LyingProxy(
                emulator.endpoint(),
                emulator.settings().require(Variable.BLB_TEST_ACCESS_KEY),
                emulator.settings().require(Variable.BLB_TEST_SECRET_KEY),
                lie)) {
            Optional<Outcome> likely =
                    lie == null || lie.where().isEmpty() ? Optional.empty() : suite(proxy, lie.where());
            return likely.isPresent() ? likely : suite(proxy, lie == null ? "SecurityGroup" : "");
        } catch (IOException e) {
            throw new IllegalStateException("the proxy did not start", e);
        }
    }

    private static Optional<Outcome> suite(LyingProxy proxy, String part) {
        System.setProperty(ContractExtension.TARGET, proxy.endpoint().toString());
        Recorder recorder = new Recorder(
                CloudEvidence.committed(),
                new Scrubber(List.of()),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Clock.systemUTC());
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectPackage("dev.blb.contract.suite"))
                                .filters(ClassNameFilter.includeClassNamePatterns(".*\\.suite\\." + part + ".*"))
                                .configurationParameter(ContractExtension.FAIL_FAST, "true")
                                .build(),
                        recorder);
        return recorder.outcomes().stream()
                .filter(outcome -> outcome.result() == Result.FAILED)
                .findFirst();
    }
}
