package dev.blb.emulator.traffic;

import static dev.blb.emulator.traffic.Plans.address;
import static dev.blb.emulator.traffic.Plans.servers;
import static dev.blb.emulator.traffic.Plans.tcp;
import static dev.blb.emulator.traffic.Plans.weighted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulerTest {
    private static final InetAddress CLIENT = address("127.9.0.1");
    private static final long SEED = 20_261_125;

    private final Random random = new Random(SEED);

    private static Server take(Servers servers) {
        return Objects.requireNonNull(servers.take(CLIENT, Set.of()));
    }

    private int[] randomWeights(int most) {
        return random.ints(1 + random.nextInt(12), 0, most + 1).toArray();
    }

    @Test
    void wholeCyclesOfRoundRobinHaveExactShares() {
        for (int round = 0; round < 200; round++) {
            int[] weights = randomWeights(100);
            int sum = IntStream.of(weights).sum();
            int divisor = Math.max(1, IntStream.of(weights).reduce(0, SchedulerTest::gcd));
            Servers servers = servers(Scheduler.ROUND_ROBIN, weights);
            int cycles = 1 + random.nextInt(3);
            int[] counts = new int[weights.length];
            for (int i = 0; i < cycles * sum / divisor; i++) {
                counts[Integer.parseInt(take(servers).instanceId().substring(2))]++;
            }
            for (int i = 0; i < weights.length; i++) {
                assertThat(counts[i]).isEqualTo(cycles * weights[i] / divisor);
            }
        }
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Test
    void roundRobinIsSmooth() {
        Servers servers = servers(Scheduler.ROUND_ROBIN, 5, 1, 1);

        List<String> order =
                IntStream.range(0, 7).mapToObj(i -> take(servers).instanceId()).toList();

        assertThat(order).containsExactly("i-0", "i-0", "i-1", "i-0", "i-2", "i-0", "i-0");
    }

    @Test
    void theOrderGoesOnThroughChangesThatDoNotConcernIt() {
        ListenerPlan plan = tcp(80, weighted(1, 1, 1));
        Servers before = Servers.of(plan, null);
        take(before);

        Servers after = Servers.of(Plans.withTimeout(plan, 10), before);
        Servers reweighted = Servers.of(tcp(80, weighted(2, 1, 1)), after);

        assertThat(take(after).instanceId()).isEqualTo("i-1");
        assertThat(take(reweighted).instanceId()).isEqualTo("i-0");
    }

    @Test
    void leastConnectionsTakesTheSmallestLoadForItsWeightExactly() {
        for (int round = 0; round < 1_000; round++) {
            int[] weights = random.ints(1 + random.nextInt(50), 1, 101).toArray();
            Servers servers = servers(Scheduler.LEAST_CONNECTIONS, weights);
            for (Server server : servers.all()) {
                for (int load = random.nextInt(200); load > 0; load--) {
                    server.take();
                }
            }
            Map<Server, Double> before = new HashMap<>();
            servers.all()
                    .forEach(server -> before.put(
                            server, (double) server.load() / server.plan().weight()));
            double least = before.values().stream().mapToDouble(x -> x).min().orElseThrow();

            assertThat(before.get(take(servers))).isEqualTo(least);
        }
    }

    @Test
    void leastConnectionsBreaksTiesByWeightedTurns() {
        Servers servers = servers(Scheduler.LEAST_CONNECTIONS, 3, 1);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 8; i++) {
            Server server = take(servers);
            counts.merge(server.instanceId(), 1, Integer::sum);
            server.release();
        }

        assertThat(counts).containsExactlyInAnyOrderEntriesOf(Map.of("i-0", 6, "i-1", 2));
    }

    @ParameterizedTest
    @EnumSource(Scheduler.class)
    void loadsAreTheOpenConnectionsWhateverTheThreads(Scheduler scheduler) throws Exception {
        Servers servers = servers(scheduler, 1, 2, 3, 4);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Integer>> kept = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            kept.add(threads.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    Server server = take(servers);
                    if (i % 100 != 0) {
                        server.release();
                    }
                }
                return 200;
            }));
        }
        int open = 0;
        for (Future<Integer> each : kept) {
            open += each.get();
        }
        threads.shutdown();

        assertThat(servers.all().stream().mapToInt(Server::load).sum()).isEqualTo(open);
        if (scheduler == Scheduler.LEAST_CONNECTIONS) {
            // At the last picks each of the other threads may have had one connection more for a moment.
            for (int i = 0; i < 4; i++) {
                assertThat(servers.all().get(i).load()).isCloseTo(160 * (i + 1), Offset.offset(8));
            }
        }
    }

    @Test
    void aRemovedServerMovesOnlyItsOwnClients() {
        for (int round = 0; round < 20; round++) {
            int count = 2 + random.nextInt(49);
            int removed = random.nextInt(count);
            int[] weights = new int[count];
            java.util.Arrays.fill(weights, 1 + random.nextInt(100));
            Servers all = servers(Scheduler.SOURCE_HASH, weights);
            weights[removed] = 0;
            Servers fewer = servers(Scheduler.SOURCE_HASH, weights);
            for (int i = 0; i < 2_000; i++) {
                InetAddress client = address("10." + random.nextInt(256) + "." + i / 256 + "." + i % 256);
                String before = Objects.requireNonNull(all.peek(client)).instanceId();
                String after = Objects.requireNonNull(fewer.peek(client)).instanceId();
                if (!before.equals("i-" + removed)) {
                    assertThat(after).isEqualTo(before);
                }
                assertThat(after).isNotEqualTo("i-" + removed);
            }
        }
    }

    @Test
    void sourceHashSpreadsClientsEvenlyWhateverTheWeights() {
        Servers servers = servers(Scheduler.SOURCE_HASH, 100, 1, 50, 7, 20);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            InetAddress client = address("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256);
            counts.merge(Objects.requireNonNull(servers.peek(client)).instanceId(), 1, Integer::sum);
        }

        assertThat(counts.values())
                .hasSize(5)
                .allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
    }

    @ParameterizedTest
    @EnumSource(Scheduler.class)
    void weightZeroGetsNothing(Scheduler scheduler) {
        Servers servers = servers(scheduler, 0, 1, 0);
        for (int i = 0; i < 300; i++) {
            InetAddress client = address("10.0.0." + i % 256);
            assertThat(servers.take(client, Set.of())).hasToString("i-1");
        }
        assertThat(servers(scheduler, 0, 0).take(CLIENT, Set.of())).isNull();
    }

    @ParameterizedTest
    @EnumSource(Scheduler.class)
    void afterAFailureEachOtherServerIsTriedOnce(Scheduler scheduler) {
        for (int round = 0; round < 100; round++) {
            int[] weights = random.ints(1 + random.nextInt(10), 1, 5).toArray();
            Servers servers = servers(scheduler, weights);
            Set<Server> tried = new HashSet<>();
            for (Server server = servers.take(CLIENT, tried); server != null; server = servers.take(CLIENT, tried)) {
                assertThat(tried.add(server)).isTrue();
                server.release();
            }
            assertThat(tried).hasSize(weights.length);
        }
    }

    @ParameterizedTest
    @EnumSource(Scheduler.class)
    void anExplanationTakesNothingAndComesTrue(Scheduler scheduler) {
        Servers servers = servers(scheduler, 3, 2, 1);
        for (int i = 0; i < 50; i++) {
            InetAddress client = address("10.0.1." + i);
            Server announced = servers.peek(client);
            assertThat(servers.peek(client)).isEqualTo(announced);
            assertThat(servers.take(client, Set.of())).isEqualTo(announced);
        }
    }

    @Test
    void schedulersHaveTheNamesOfTheApi() {
        assertThat(Scheduler.named("WeightLeastConn")).isEqualTo(Scheduler.named("LeastConnection"));
        assertThatThrownBy(() -> Scheduler.named("Random")).hasMessageContaining("allowed is RoundRobin");
    }
}
