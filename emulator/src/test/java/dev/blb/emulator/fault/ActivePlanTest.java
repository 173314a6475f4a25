package dev.blb.emulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls a plan hits, and how it counts them. */
class ActivePlanTest {
    private final MovableClock clock = new MovableClock(java.time.Instant.EPOCH);

    private static FaultPlan plan(String json) {
        try {
            return FaultPlan.of(new Members(FaultPlan.MEMBERS.checkStrictly(
                    (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"')))));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static FaultPlan rule(String match, String rest) {
        return plan("{'seed':7,'rules':[{'name':'r','match':{" + match + "}," + rest + "}]}");
    }

    private static Asked call(Operation operation) {
        return new Asked("a", operation, "lb-1", Map.of(), () -> JsonNodeFactory.instance.objectNode());
    }

    /** The numbers of the calls that are hit, of so many. */
    private static List<Integer> hits(ActivePlan plan, int calls) {
        return IntStream.rangeClosed(1, calls)
                .filter(i -> plan.fire(call(Operation.CREATE_BLB), "id" + i).isPresent())
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'first':2 | 'effect':{'status':500} | 1,2",
                "'nth':3 | 'effect':{'status':500} | 3",
                "'every':4 | 'effect':{'status':500} | 4,8",
                "'every':4 | 'times':1,'effect':{'status':500} | 4",
                "'percent':100 | 'times':3,'effect':{'status':500} | 1,2,3",
                "'percent':0 | 'effect':{'status':500} | ''",
                "'operation':'DescribeBlb' | 'effect':{'status':500} | ''",
                "'group':'read' | 'effect':{'status':500} | ''",
                "'group':'write','first':1 | 'effect':{'status':500} | 1",
                "'blbId':'lb-2' | 'effect':{'status':500} | ''",
                "'blbId':'lb-1','first':1 | 'effect':{'status':500} | 1"
            })
    void aRuleHitsTheCallsThatItNames(String match, String rest, String expected) {
        ActivePlan plan = new ActivePlan(rule(match, rest), clock);
        assertThat(String.join(",", hits(plan, 8).stream().map(String::valueOf).toList()))
                .isEqualTo(expected);
    }

    @Test
    void queryAndBodyAreCompared() {
        Asked call = new Asked("a", Operation.CREATE_TCP_LISTENER, "lb-1", Map.of("x", "1"), () -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("listenerPort", 80);
            body.putArray("list").addObject().put("weight", 5);
            return body;
        });
        for (String fits : List.of("'query':{'x':'1'}", "'body':{'listenerPort':80}", "'body':{'list.0.weight':'5'}")) {
            assertThat(new ActivePlan(rule(fits, "'effect':{'status':500}"), clock).fire(call, "id"))
                    .as(fits)
                    .isPresent();
        }
        for (String other : List.of(
                "'query':{'x':'2'}",
                "'query':{'y':''}",
                "'body':{'listenerPort':81}",
                "'body':{'list.1.weight':5}",
                "'body':{'list':5}")) {
            assertThat(new ActivePlan(rule(other, "'effect':{'status':500}"), clock).fire(call, "id"))
                    .as(other)
                    .isEmpty();
        }
    }

    @Test
    void theFirstRuleThatHitsCounts() {
        ActivePlan plan = new ActivePlan(
                plan("{'rules':[{'name':'one','match':{'nth':2},'effect':{'status':500}},"
                        + "{'name':'two','effect':{'status':503}}]}"),
                clock);
        List<String> fired = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            fired.add(plan.fire(call(Operation.CREATE_BLB), "id").orElseThrow().rule());
        }
        assertThat(fired).containsExactly("two", "one", "two");
        assertThat(plan.counts()).extracting(RuleCount::matched).containsExactly(3L, 2L);
    }

    @Test
    void windowsGoByTheClock() {
        ActivePlan plan = new ActivePlan(rule("'after':'10s','for':'5s'", "'effect':{'status':500}"), clock);
        assertThat(hits(plan, 1)).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(hits(plan, 1)).hasSize(1);
        clock.advance(Duration.ofSeconds(5));
        assertThat(hits(plan, 1)).isEmpty();
        assertThat(plan.counts().get(0).matched()).isEqualTo(1);
    }

    @Test
    void throttlingCountsByTheClock() {
        ActivePlan plan = new ActivePlan(rule("", "'effect':{'throttle':{'rate':'2/s','burst':3}}"), clock);
        assertThat(hits(plan, 5)).containsExactly(4, 5);
        clock.advance(Duration.ofMillis(500));
        assertThat(hits(plan, 2)).containsExactly(2);
        clock.advance(Duration.ofDays(365L * 300));
        assertThat(hits(plan, 5)).containsExactly(4, 5);
        assertThat(plan.fire(call(Operation.CREATE_BLB), "id").orElseThrow().retryAfterSeconds())
                .isEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSameSequence() {
        Set<String> sequences = new HashSet<>();
        for (int run = 0; run < 100; run++) {
            sequences.add(sequence(7));
        }
        assertThat(sequences).hasSize(1);
        assertThat(sequence(8)).isNotIn(sequences);
    }

    private String sequence(int seed) {
        ActivePlan plan = new ActivePlan(
                plan("{'seed':" + seed + ",'rules':[{'name':'a','match':{'percent':30},'effect':{'delay':'1ms..60s'}},"
                        + "{'name':'b','match':{'percent':50},'effect':{'delay':'lognormal(300ms, 0.5)'}}]}"),
                clock);
        StringBuilder sequence = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            sequence.append(plan.fire(call(Operation.CREATE_BLB), "id")
                    .map(fired -> fired.rule() + fired.delay().toMillis())
                    .orElse("-"));
        }
        return sequence.toString();
    }

    @Test
    void drawsAreSpreadAsTheyShould() {
        ActivePlan plan = new ActivePlan(rule("'percent':30", "'effect':{'status':500}"), clock);
        assertThat(hits(plan, 10_000).size()).isBetween(2800, 3200);

        SplittableRandom random = new SplittableRandom(1);
        List<Long> lognormal = IntStream.range(0, 10_000)
                .mapToObj(i ->
                        DelayTime.parse("lognormal(300ms, 0.5)").draw(random).toMillis())
                .sorted()
                .toList();
        assertThat(lognormal.get(5000)).isBetween(285L, 315L);
        // One standard deviation above the median: a factor of e to the half.
        assertThat(lognormal.get(8413)).isBetween(465L, 525L);
        assertThat(IntStream.range(0, 1000)
                        .mapToLong(i ->
                                DelayTime.parse("100ms..200ms").draw(random).toMillis())
                        .summaryStatistics()
                        .toString())
                .contains("min=10", "max=");
    }

    @Test
    void plannedIsFiredAndLeftUnderManyThreads() throws Exception {
        Faults faults = new Faults(Clock.systemUTC(), false, Optional.empty());
        faults.set(
                "a",
                plan("{'rules':[{'name':'some','match':{'percent':50},'times':500,'effect':{'status':500}},"
                        + "{'name':'rest','match':{'first':2000},'effect':{'status':503}}]}"));
        ExecutorService threads = Executors.newFixedThreadPool(32);
        int[] fired = new int[2];
        try {
            List<Future<int[]>> all = new ArrayList<>();
            for (int thread = 0; thread < 32; thread++) {
                all.add(threads.submit(() -> {
                    int[] seen = new int[2];
                    for (int i = 0; i < 50; i++) {
                        faults.fire(call(Operation.CREATE_BLB), "id")
                                .ifPresent(fault -> seen[fault.rule().equals("some") ? 0 : 1]++);
                    }
                    return seen;
                }));
            }
            for (Future<int[]> each : all) {
                fired[0] += each.get()[0];
                fired[1] += each.get()[1];
            }
        } finally {
            threads.shutdownNow();
        }
        List<RuleCount> counts = faults.plan("a").orElseThrow().counts();
        assertThat(counts.get(0).fired()).isEqualTo(fired[0]).isEqualTo(500);
        assertThat(counts.get(1).fired()).isEqualTo(fired[1]).isEqualTo(1100);
        assertThat(counts)
                .allSatisfy(count -> assertThat(count.planned())
                        .isEqualTo(count.fired() + java.util.Objects.requireNonNull(count.left())));
        assertThat(counts.get(0).requestIds()).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'r','match':{'first':1,'nth':2},'effect':{'status':500}}|has first, nth; allowed is one of them",
                "{'name':'r','effect':{'status':500,'stall':'1s'}}|has status, stall; allowed is one of them",
                "{'name':'r','effect':{}}|has no effect",
                "{'name':'r'}|effect is required",
                "{'name':'r','effect':{'gateway':true,'code':'X'}}|allowed is it with status or throttle",
                "{'name':'r','match':{'operation':'CreatBlb'},'effect':{'status':500}}|did you mean CreateBlb?",
                "{'name':'r','match':{'operation':'DescribeBlb'},'effect':{'stale':{'list':'1s'}}}|rules[0].effect.stale hides that a load balancer is there or gone, and what other writes change is shown at once; allowed is it with the operation CreateBlb, ReleaseBlb, RefundBlb, or with group write",
                "{'name':'r','effect':{'stale':{'list':'1s'}}}|allowed is it with the operation CreateBlb",
                "{'name':'r','match':{'operation':'UpdateBlb'},'effect':{'stale':{'list':'1s'}}}|allowed is it with the operation CreateBlb",
                "{'name':'r','match':{'operation':'AddBlbServer'},'effect':{'stale':{'detail':'3 reads'}}}|allowed is it with the operation CreateBlb",
                "{'name':'r','match':{'operation':'UpdateBlbModifyProtection'},'effect':{'stale':{'detail':'1s'}}}|allowed is it with the operation CreateBlb",
                "{'name':'r','match':{'operation':'CreateVpc'},'effect':{'stale':{'detail':'1s'}}}|allowed is it with the operation CreateBlb",
                "{'name':'r','match':{'operation':'CreateBlb'},'effect':{'stale':{'detail':'0','list':'0s'}}}|which delays nothing; allowed is another value than 0",
                "{'name':'r','match':{'group':'write'},'effect':{'stale':{}}}|allowed is detail or list or both",
                "{'name':'r','effect':{'gateway':false}}|is false; allowed is true",
                "{'name':'r','effect':{'status':200}}|effect.status is 200; allowed is an integer from 400 to 599",
                "{'name':'r','effect':{'code':'InstanceNotFond'}}|effect.code is \"InstanceNotFond\", whose status is not known here; allowed is it with status, or a code of the emulator; did you mean InstanceNotFound?",
                "{'name':'r','match':{'operation':'CreateBlb','group':'read'},'effect':{'status':500}}|has operation, group",
                "{'name':'r','match':{'body':{'certIds':['a']}},'effect':{'status':500}}|a path such as certIds.0",
                "{'name':'r','match':{'first':2},'times':3,'effect':{'status':500}}|times is 3, and match selects 2 at most",
                "{'name':'r','match':{'nth':2},'times':2,'effect':{'status':500}}|times is 2, and match selects 1 at most",
                "{'name':'r','efect':{'status':500}}|did you mean effect?",
                "{'name':'r','effect':{'delay':'2m'}}|a length of time up to 60s",
                "{'name':'r','effect':{'throttle':{'rate':'fast'}}}|calls in a time, such as 10/s",
                "{'name':'r','effect':{'connection':'refused'}}|one of reset, empty",
                "{'name':'r','effect':{'status':500}},{'name':'r','effect':{'status':500}}|allowed is a name that no other rule has"
            })
    void contradictionsAreRefused(String line) {
        String[] parts = line.split("\\|", 2);
        assertThatThrownBy(() -> plan("{'rules':[" + parts[0] + "]}"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(parts[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'seed':7}", "{'rules':[]}", "{'rules':[],'traffic':[]}"})
    void aPlanWithoutRulesIsRefused(String text) {
        assertThatThrownBy(() -> plan(text))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(
                        "rules has no element, nor has traffic; allowed is a plan with one rule or more, or a preset");
    }

    @Test
    void aCodeThatIsNotKnownHereNeedsAStatus() {
        assertThat(plan("{'rules':[{'name':'r','effect':{'status':409,'code':'Foo'}}]}")
                        .rules()
                        .get(0)
                        .effect())
                .isEqualTo(new Effect.Refusal(409, "Foo", "A planned fault of the emulator."));
        assertThat(plan("{'rules':[{'name':'r','effect':{'throttle':{'rate':'1/s'},'code':'Foo'}}]}")
                        .rules()
                        .get(0)
                        .effect())
                .isInstanceOfSatisfying(
                        Effect.Throttle.class,
                        throttle -> assertThat(throttle.refusal())
                                .isEqualTo(new Effect.Refusal(429, "Foo", "A planned fault of the emulator.")));
    }

    @Test
    void aCodeHasItsStatusAndItsMessage() {
        Effect effect = plan("{'rules':[{'name':'r','effect':{'code':'LastOperationNotFinished'}}]}")
                .rules()
                .get(0)
                .effect();
        assertThat(effect)
                .isEqualTo(new Effect.Refusal(409, "LastOperationNotFinished", "Last operation has not finished."));
        assertThat(plan("{'rules':[{'name':'r','effect':{'status':503}}]}")
                        .rules()
                        .get(0)
                        .effect())
                .isEqualTo(new Effect.Refusal(503, "ServiceUnavailable", "A planned fault of the emulator."));
        assertThat(plan("{'rules':[{'name':'r','effect':{'status':500}}]}")
                        .rules()
                        .get(0)
                        .effect())
                .isEqualTo(new Effect.Refusal(
                        500, "InternalError", "We encountered an internal error. Please try again."));
    }

    @Test
    void eachPresetIsAPlan() {
        assertThat(Presets.names())
                .hasSize(5)
                .allSatisfy(name -> assertThat(Presets.plan(name).rules()).isNotEmpty());
    }

    @Test
    void theTimeOfAPlanNeverGoesBack() {
        ActivePlan whole = new ActivePlan(rule("", "'effect':{'status':500}"), clock);
        ActivePlan later = new ActivePlan(rule("'after':'10s'", "'effect':{'status':500}"), clock);
        ActivePlan throttled = new ActivePlan(rule("", "'effect':{'throttle':{'rate':'1/s','burst':1}}"), clock);
        clock.advance(Duration.ofDays(1));
        assertThat(hits(later, 1)).containsExactly(1);
        assertThat(hits(throttled, 2)).containsExactly(2);

        clock.set(java.time.Instant.EPOCH.minus(Duration.ofDays(1)));
        assertThat(hits(whole, 1)).containsExactly(1);
        assertThat(hits(later, 1)).containsExactly(1);
        assertThat(hits(throttled, 1)).containsExactly(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(hits(throttled, 1)).isEmpty();
    }
}
