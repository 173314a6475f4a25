package dev.blb.emulator.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTimelineTest {
    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    private static HealthTimeline at(ProbePlan plan, String script, Duration after) {
        return HealthTimeline.at(plan, HealthScript.parse(script), START.toEpochMilli(), START.plus(after), 20);
    }

    static Stream<Arguments> thresholds() {
        return IntStream.rangeClosed(2, 5)
                .boxed()
                .flatMap(unhealthy -> IntStream.rangeClosed(2, 5)
                        .boxed()
                        .flatMap(healthy ->
                                Stream.of(1, 3, 10).map(interval -> Arguments.of(unhealthy, healthy, interval))));
    }

    @ParameterizedTest(name = "unhealthyThreshold {0}, healthyThreshold {1}, interval {2} s")
    @MethodSource("thresholds")
    void theVerdictFallsAtTheProbeOfTheThresholdAndNotBefore(int unhealthy, int healthy, int interval) {
        ProbePlan plan = ProbePlan.of(START, interval, unhealthy, healthy);
        // The first probe is at once, so that the k-th comes k - 1 intervals later.
        Duration dead = Duration.ofSeconds((long) (unhealthy - 1) * interval);
        assertThat(at(plan, "down", dead.minusMillis(1)).status()).isEqualTo("Unknown");
        assertThat(at(plan, "down", dead).status()).isEqualTo("Dead");
        Duration alive = Duration.ofSeconds((long) (healthy - 1) * interval);
        assertThat(at(plan, "up", alive.minusMillis(1)).status()).isEqualTo("Unknown");
        assertThat(at(plan, "up", alive).status()).isEqualTo("Alive");

        // Down for a while, then up for ever: the first successful probe is the first at or after the change.
        long change = 60L * interval;
        String script = "down " + change + "s, up";
        Duration back = Duration.ofSeconds(change + (long) (healthy - 1) * interval);
        assertThat(at(plan, script, back.minusMillis(1)).status()).isEqualTo("Dead");
        assertThat(at(plan, script, back).status()).isEqualTo("Alive");
    }

    @Test
    void aFlappingScriptGivesThePredictedTimeline() {
        // Probes every 3 s: up at 0, 3, 6, 9; down at 12; up at 15, 18, 21, 24; down at 27, …: never twice down in a
        // row.
        ProbePlan plan = ProbePlan.of(START, 3, 2, 3);
        assertThat(at(plan, "up 10s, down 5s, repeat", Duration.ofSeconds(27)).probes())
                .extracting(probe -> Duration.between(START, probe.at()).toSeconds() + " " + probe.up() + " "
                        + probe.inARow() + " " + probe.status())
                .containsExactly(
                        "0 true 1 Unknown",
                        "3 true 2 Unknown",
                        "6 true 3 Alive",
                        "9 true 4 Alive",
                        "12 false 1 Alive",
                        "15 true 1 Alive",
                        "18 true 2 Alive",
                        "21 true 3 Alive",
                        "24 true 4 Alive",
                        "27 false 1 Alive");
        assertThat(at(plan, "up 9s, down 6s, repeat", Duration.ofSeconds(12)).status())
                .isEqualTo("Dead");
    }

    @Test
    void changedSettingsBeginTheCountingAnewAndLeaveTheState() {
        ProbePlan first = ProbePlan.of(START, 3, 2, 2);
        Instant change = START.plusSeconds(4);
        ProbePlan plan = first.changed(ProbePlan.of(change, 1, 5, 5));

        assertThat(at(plan, "down", Duration.ofSeconds(3)).status()).isEqualTo("Dead");
        assertThat(at(plan, "down", Duration.ofSeconds(7)).probes())
                .extracting(probe -> Duration.between(START, probe.at()).toSeconds() + " " + probe.inARow())
                .containsExactly("0 1", "3 2", "4 1", "5 2", "6 3", "7 4");
        assertThat(at(plan, "down 4s, up", Duration.ofSeconds(7)).status()).isEqualTo("Dead");
        assertThat(at(plan, "down 4s, up", Duration.ofSeconds(8)).status()).isEqualTo("Alive");
        assertThat(first.changed(ProbePlan.of(change, 3, 2, 2)))
                .as("the same settings")
                .isEqualTo(first);
    }

    @Test
    void onlyTheNewestChangesAreKept() {
        ProbePlan plan = ProbePlan.of(START, 1, 2, 2);
        for (int i = 1; i <= 200; i++) {
            plan = plan.changed(ProbePlan.of(START.plusSeconds(i), 1 + i % 10, 2, 2));
        }
        assertThat(plan.phases()).hasSize(50);
        assertThat(plan.newest().fromMillis()).isEqualTo(START.plusSeconds(200).toEpochMilli());
    }

    @Test
    void aMonthOfProbesKeepsTheNewestOnly() {
        ProbePlan plan = ProbePlan.of(START, 3, 3, 3);
        HealthTimeline month = at(plan, "up 10s, down 5s, repeat", Duration.ofDays(30));

        assertThat(month.probes()).hasSize(20);
        assertThat(month.probes().get(19).at()).isEqualTo(START.plus(Duration.ofDays(30)));
    }

    /** What a probe after the other finds out: the rules without any leap. */
    private static HealthTimeline oneByOne(ProbePlan plan, HealthScript script, long start, long now, int keep) {
        List<HealthTimeline.Probe> all = new ArrayList<>();
        String status = "Unknown";
        for (int i = 0; i < plan.phases().size(); i++) {
            ProbePlan.Phase phase = plan.phases().get(i);
            boolean last = i + 1 == plan.phases().size();
            int inARow = 0;
            boolean before = false;
            for (long time = Math.max(phase.fromMillis(), start);
                    time <= now && (last || time < plan.phases().get(i + 1).fromMillis());
                    time += phase.intervalSeconds() * 1000L) {
                boolean up = script.at(time - start).up();
                inARow = up == before ? inARow + 1 : 1;
                before = up;
                if (inARow >= (up ? phase.healthyThreshold() : phase.unhealthyThreshold())) {
                    status = up ? "Alive" : "Dead";
                }
                String reason = up ? "script says up" : "script says down";
                all.add(new HealthTimeline.Probe(Instant.ofEpochMilli(time), up, null, reason, inARow, status));
            }
        }
        return new HealthTimeline(status, List.copyOf(all.subList(Math.max(0, all.size() - keep), all.size())));
    }

    private static String randomScript(Random random) {
        StringBuilder script = new StringBuilder();
        int steps = 1 + random.nextInt(5);
        for (int i = 0; i < steps; i++) {
            // Long and short, round and crooked, so that steps are skipped, hit exactly and held for long.
            long millis = random.nextBoolean() ? 500L * (1 + random.nextInt(40)) : 1 + random.nextInt(50_000);
            script.append(random.nextBoolean() ? "up " : "down ").append(millis).append("ms, ");
        }
        return script + (random.nextInt(3) > 0 ? "repeat" : random.nextBoolean() ? "up" : "down");
    }

    @Test
    void theLeapsOverManyProbesFindWhatOneByOneFinds() {
        Random random = new Random(20260131);
        for (int i = 0; i < 3_000; i++) {
            long created = START.toEpochMilli();
            ProbePlan plan = ProbePlan.of(START, 1 + random.nextInt(10), 2 + random.nextInt(4), 2 + random.nextInt(4));
            long changed = created;
            for (int change = random.nextInt(4); change > 0; change--) {
                changed += random.nextInt(1_000_000);
                plan = plan.changed(ProbePlan.of(
                        Instant.ofEpochMilli(changed),
                        1 + random.nextInt(10),
                        2 + random.nextInt(4),
                        2 + random.nextInt(4)));
            }
            long start = created + random.nextInt(500_000);
            long now = start + random.nextInt(random.nextBoolean() ? 100_000 : 10_000_000);
            int keep = random.nextInt(3) * 10;
            HealthScript script = HealthScript.parse(randomScript(random));
            assertThat(HealthTimeline.at(plan, script, start, Instant.ofEpochMilli(now), keep))
                    .as("%s, %s, start %d, now %d", plan, script, start, now)
                    .isEqualTo(oneByOne(plan, script, start, now, keep));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "down",
                "up 10s, down 5s, repeat",
                "up 3ms, down 4ms, repeat",
                "up 1m, repeat",
                "up 1000003ms, down 999983ms, repeat",
                "up 1h, down 1h, repeat",
                "up 1d, down 1d, repeat"
            })
    void tenYearsAreReadAtOnce(String text) {
        ProbePlan plan = ProbePlan.of(START, 3, 3, 3);
        Duration tenYears = Duration.ofDays(3650);
        HealthTimeline end = at(plan, text, tenYears);
        // The last minutes alone decide, whatever was before; the counting of a row that never ended goes on.
        assertThat(end.probes()).hasSize(20);
        assertThat(end.probes().get(19).at()).isEqualTo(START.plus(tenYears));
        HealthScript script = HealthScript.parse(text);
        assertThat(end.probes())
                .allSatisfy(probe -> assertThat(probe.up())
                        .isEqualTo(script.at(probe.at().toEpochMilli() - START.toEpochMilli())
                                .up()));
        if (text.equals("down") || text.equals("up 1m, repeat")) {
            assertThat(end.probes().get(19).inARow()).isEqualTo(tenYears.toSeconds() / 3 + 1);
        }
    }

    private static int lookups(String script, Duration after) {
        ScriptedProbes probes =
                new ScriptedProbes(ProbePlan.of(START, 3, 3, 3), HealthScript.parse(script), START.toEpochMilli());
        probes.until(START.plus(after), 20);
        return probes.lookups();
    }

    @Test
    void theWorkDoesNotGrowWithTheNumberOfProbes() {
        for (String script : List.of("down", "up 10s, down 5s, repeat", "up 1h, down 1h, repeat", "up 1m, repeat")) {
            int day = lookups(script, Duration.ofDays(1));
            assertThat(lookups(script, Duration.ofDays(31))).as(script).isLessThanOrEqualTo(day);
            assertThat(day).as(script).isLessThan(150);
        }
        assertThat(lookups("up 1000003ms, down 999983ms, repeat", Duration.ofDays(30)))
                .isLessThan(150);
    }

    @Test
    void theWorkIsBoundedForStepsThatNeverMeetTheIntervalAgain() {
        // Each probe finds another result than the one before it, but for a pair now and then: no threshold is reached.
        String script = IntStream.range(0, 100)
                .mapToObj(i -> (i % 2 == 0 ? "up " : "down ") + (3001 + i % 7) + "ms, ")
                .collect(Collectors.joining("", "", "repeat"));
        assertThat(lookups(script, Duration.ofDays(30))).isLessThanOrEqualTo(ScriptedProbes.MAX_LOOKUPS + 100);
        assertThat(at(ProbePlan.of(START, 3, 3, 3), script, Duration.ofDays(30)).status())
                .isEqualTo("Unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sideways",
                "up 10s",
                "up",
                "down 5s, up",
                "UP 1ms , Down 2h",
                "up 10s, down 5s, repeat",
                "up 1m, repeat"
            })
    void scriptsAreReadOrNot(String text) {
        List<String> bad = List.of("", "sideways");
        if (bad.contains(text)) {
            assertThatThrownBy(() -> HealthScript.parse(text)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(HealthScript.parse(HealthScript.parse(text).toString())
                            .at(0)
                            .up())
                    .isEqualTo(HealthScript.parse(text).at(0).up());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up, down | step 1",
                "up 0s, down | has no duration",
                "up, repeat | step 1",
                "repeat | step 1",
                "up 10x | step 1",
                "up 5s, | step 2",
                "up 1s, repeat, down | step 2"
            })
    void aBadScriptIsToldByItsStep(String text, String message) {
        assertThatThrownBy(() -> HealthScript.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aScriptIsUpAndDownAtTheMillisecond() {
        HealthScript script = HealthScript.parse("up 10s, down 5s, repeat");
        List<Boolean> seen = new ArrayList<>();
        for (long millis : new long[] {0, 9_999, 10_000, 14_999, 15_000, 24_999, 25_000}) {
            seen.add(script.at(millis).up());
        }
        assertThat(seen).containsExactly(true, true, false, false, true, true, false);
        assertThat(HealthScript.parse("up 10s, down 5s").at(1_000_000).up())
                .as("stays as it was last")
                .isFalse();
    }
}
